import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowRef, watch } from 'vue';
import type { BeamlineState } from '#shared/features/beamline';
import type { CommandName, CommandRequest, CommandResponse } from '#shared/contract';
import type { HostInfo } from '#shared/features/host';
import type { ProcessState } from '#shared/process-state';
import type { RecentSource } from '#shared/features/sources';
import type { ErrorData } from '#shared/errors';
import {
  activeProfile,
  proposedProfiles,
  type ProfileEntry,
  type ProfilesState,
} from '#shared/profile';
import type { Client, ConnectionState } from '../client/client';
import { useBandsStore } from '../features/bands/bands-store';
import { useJobsStore } from '../features/jobs/jobs-store';
import { useScanStore } from './scan';
import { useViewStore } from './view';

/** A message at the edge of the window that passes by itself. */
export interface Notice {
  id: number;
  tone: 'info' | 'error';
  title: string;
  detail: string | undefined;
}

/** Who serves this view, over which connection, and everything that is asked of it. */
export const useHostStore = defineStore('host', () => {
  const scan = useScanStore();
  const view = useViewStore();
  const jobs = useJobsStore();
  const bands = useBandsStore();
  const client = shallowRef<Client | null>(null);
  const info = shallowRef<HostInfo | null>(null);
  const engine = shallowRef<ProcessState>({ phase: 'ready', restarts: 0, message: null });
  const beamline = shallowRef<BeamlineState | null>(null);
  const recentSources = shallowRef<RecentSource[]>([]);
  const profiles = shallowRef<ProfilesState>({ entries: [], active: null, problem: null });
  const notices = shallowRef<Notice[]>([]);
  /** True once the host has said what scan, if any, is open. */
  const isReady = ref(false);
  let noticeCount = 0;

  const connection = computed<ConnectionState>(
    () => client.value?.connection.value ?? 'connecting',
  );
  const canControl = computed(() => info.value?.access === 'control');
  const profileInUse = computed(() => activeProfile(profiles.value));
  /** Profiles of the sites that write files like those of the open scan. */
  const proposals = computed<ProfileEntry[]>(() =>
    proposedProfiles(profiles.value, scan.status?.formatId ?? null),
  );

  function notify(title: string, detail?: string, tone: Notice['tone'] = 'info'): void {
    // What is said already is not said twice: several calls fail for one reason.
    const isSaid = notices.value.some((other) => other.title === title && other.detail === detail);
    if (!isSaid) notices.value = [...notices.value, { id: ++noticeCount, tone, title, detail }];
  }

  function notifyError(error: ErrorData): void {
    notify(error.message, error.hint, 'error');
  }

  function dismissNotice(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id);
  }

  /** Asks the host; a failure becomes a notice and the answer undefined. */
  async function ask<Name extends CommandName>(
    name: Name,
    request: CommandRequest<Name>,
  ): Promise<CommandResponse<Name> | undefined> {
    if (!client.value) return undefined;
    const wasConnected = connection.value === 'connected';
    const result = await client.value.call(name, request);
    if (result.ok) return result.value;
    // A connection or an engine lost meanwhile is shown as such; a notice for every call in flight says no more.
    if (result.error.code === 'engine-unavailable' && engine.value.phase !== 'ready')
      return undefined;
    if (connection.value === 'connected' || !wasConnected) notifyError(result.error);
    return undefined;
  }

  async function refreshRecentSources(): Promise<void> {
    if (!canControl.value) return;
    recentSources.value = (await ask('listRecentSources', {}))?.sources ?? [];
  }

  /** The open scan in full. While the engine is still starting there is none to tell of yet. */
  async function refreshScan(): Promise<void> {
    const result = await client.value?.call('getSnapshot', {});
    if (result?.ok) scan.applySnapshot(result.value, true);
    else if (result && result.error.code !== 'engine-unavailable') notifyError(result.error);
  }

  function adoptEngineState(state: ProcessState): void {
    const becameReady = state.phase === 'ready' && engine.value.phase !== 'ready';
    engine.value = state;
    if (becameReady) void refreshScan();
  }

  /** Everything this view needs to know on connecting, the first time and again. */
  async function refresh(): Promise<void> {
    const hostInfo = await ask('getHostInfo', {});
    if (!hostInfo) return;
    info.value = hostInfo;
    const preferences = await ask('getPreferences', {});
    if (preferences) view.adoptPreferences(preferences);
    profiles.value = (await ask('listProfiles', {})) ?? profiles.value;
    await refreshScan();
    isReady.value = true;
    await refreshRecentSources();
  }

  /** Makes `attached` the way to the host and follows its events from now on. */
  function attach(attached: Client): void {
    client.value = markRaw(attached);
    attached.subscribe(
      (event) => {
        if (event.name === 'engine') adoptEngineState(event.payload);
        else if (event.name === 'beamline') beamline.value = event.payload;
        else if (event.name === 'preferences') view.adoptPreferences(event.payload);
        else if (event.name === 'profiles') profiles.value = event.payload;
        else if (event.name === 'jobs') jobs.adopt(event.payload);
        else if (event.name === 'job') jobs.update(event.payload);
        else if (event.name === 'bandFit') bands.adopt(event.payload);
        else scan.applyEvent(event);
      },
      (problem) => {
        console.warn(problem);
        notify('Part of what SweetSpot has to say cannot be shown.', problem, 'error');
      },
    );
    watch(
      attached.connection,
      (state) => {
        if (state === 'connected') void refresh();
      },
      { immediate: true },
    );
  }

  return {
    client,
    info,
    engine,
    beamline,
    recentSources,
    profiles,
    profileInUse,
    proposals,
    notices,
    isReady,
    connection,
    canControl,
    notify,
    notifyError,
    dismissNotice,
    ask,
    refreshRecentSources,
    attach,
  };
});
