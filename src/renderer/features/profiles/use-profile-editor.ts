import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { ProfileEntry, SiteProfile } from '#shared/profile';
import { siteProfile } from '#shared/shipped-profiles';
import { useHostStore } from '../../stores/host';
import { useScanStore } from '../../stores/scan';
import { useViewStore } from '../../stores/view';
import { formOf, profileOf, type ProfileForm } from './profile-form';

/** Id under which a profile is edited before it is kept. */
const NEW = 'new';

/** A profile in the list, with what was changed and not yet kept. */
export interface ListedProfile {
  id: string;
  name: string;
  origin: ProfileEntry['origin'];
  isActive: boolean;
  isChanged: boolean;
}

export interface ProfileEditor {
  listed: ComputedRef<ListedProfile[]>;
  /** Id of the profile whose fields are shown. */
  selected: Ref<string | null>;
  current: ComputedRef<ListedProfile | null>;
  form: ComputedRef<ProfileForm | null>;
  /** What is wrong with the fields, or null. */
  problem: ComputedRef<string | null>;
  /** Begins a new profile from what is known of the open scan and the profile in use. */
  create: () => void;
  duplicate: () => void;
  /** Keeps the fields; resolves with the profile's id, or null where they are wrong or refused. */
  save: () => Promise<string | null>;
  discard: () => void;
  remove: () => Promise<void>;
}

/** Edits site profiles. What was changed stays until it is kept or discarded, also while another is looked at. */
export function useProfileEditor(): ProfileEditor {
  const host = useHostStore();
  const scan = useScanStore();
  const view = useViewStore();
  const selected = ref<string | null>(null);
  const drafts = reactive(new Map<string, ProfileForm>());

  const entries = computed(() => host.profiles.entries);
  const stored = (id: string) => entries.value.find((entry) => entry.id === id)?.profile ?? null;
  const isChanged = (id: string) => {
    const profile = stored(id);
    const draft = drafts.get(id);
    if (draft === undefined) return false;
    return profile === null || JSON.stringify(draft) !== JSON.stringify(formOf(profile));
  };

  const listed = computed<ListedProfile[]>(() => {
    const known = entries.value.map(({ id, origin, profile }) => ({
      id,
      origin,
      name: profile.name,
      isActive: id === host.profiles.active,
      isChanged: isChanged(id),
    }));
    const created = drafts.get(NEW);
    if (created === undefined) return known;
    const name = created.name || 'New profile';
    return [...known, { id: NEW, origin: 'own', name, isActive: false, isChanged: true }];
  });
  const current = computed(() => listed.value.find(({ id }) => id === selected.value) ?? null);
  const form = computed(() =>
    selected.value === null ? null : (drafts.get(selected.value) ?? null),
  );
  const problem = computed(() => {
    const checked = form.value && profileOf(form.value);
    return checked && 'problem' in checked ? checked.problem : null;
  });

  // Fields that nobody touched follow what is stored.
  watch(entries, (_, before) => {
    for (const { id, profile } of before) {
      if (JSON.stringify(drafts.get(id)) === JSON.stringify(formOf(profile))) drafts.delete(id);
    }
  });
  watch(
    [selected, entries],
    () => {
      const id = selected.value;
      const profile = id === null ? null : stored(id);
      if (id !== null && profile !== null && !drafts.has(id)) drafts.set(id, formOf(profile));
    },
    { immediate: true },
  );

  function begin(profile: SiteProfile): void {
    drafts.set(NEW, formOf(profile));
    selected.value = NEW;
  }

  function create(): void {
    const base = host.profileInUse?.profile ?? siteProfile('');
    const { x, y, z } = base.motors;
    const axes = scan.derived?.axes;
    const fileName = (axis: 'x' | 'y') => axes?.[axis].recordedName ?? axes?.[axis].name;
    const { regions, formatId } = scan.status ?? {};
    begin({
      ...base,
      name: '',
      formats: formatId === undefined ? base.formats : [formatId],
      motors: {
        x: { ...x, file: fileName('x') || x.file },
        y: { ...y, file: fileName('y') || y.file },
        z,
      },
      orientation: view.preferences.orientation,
      region: regions !== undefined && regions.names.length > 1 ? regions.shown : base.region,
      mdcWindow: scan.settings.mdcWindow ?? base.mdcWindow,
    });
  }

  function duplicate(): void {
    const checked = form.value && profileOf(form.value);
    if (checked === null || 'problem' in checked) return;
    const { profile } = checked;
    begin({ ...profile, name: `${profile.name.slice(0, 53)} (copy)` });
  }

  async function save(): Promise<string | null> {
    const id = current.value?.id;
    const checked = form.value && profileOf(form.value);
    if (id === undefined || checked === null || 'problem' in checked) return null;
    const { profile } = checked;
    const saved = await host.ask('saveProfile', { id: id === NEW ? null : id, profile });
    if (!saved) return null;
    if (id === NEW) drafts.delete(id);
    host.profiles = saved.state;
    selected.value = saved.id;
    return saved.id;
  }

  function discard(): void {
    const id = current.value?.id;
    if (id === undefined) return;
    drafts.delete(id);
    const profile = stored(id);
    if (profile !== null) drafts.set(id, formOf(profile));
    else selected.value = host.profiles.active ?? entries.value.at(0)?.id ?? null;
  }

  async function remove(): Promise<void> {
    const id = current.value?.id;
    if (id === undefined) return;
    const state = await host.ask('deleteProfile', { id });
    if (!state) return;
    drafts.delete(id);
    host.profiles = state;
    selected.value = state.active ?? state.entries.at(0)?.id ?? null;
  }

  return { listed, selected, current, form, problem, create, duplicate, save, discard, remove };
}
