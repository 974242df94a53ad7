import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { noJudgement, type Judgement, type Verdict } from '#shared/verdict';
import { useHostStore } from './host';
import { useScanStore } from './scan';
import { useViewStore } from './view';

/** Changes that can be taken back, one after the other. */
const MOST_UNDOS = 50;

/** Verdicts and notes that this view gives, and the way back. */
export const useVerdictsStore = defineStore('verdicts', () => {
  const host = useHostStore();
  const scan = useScanStore();
  const view = useViewStore();
  const history = shallowRef<readonly { pointId: number; before: Judgement }[]>([]);
  /** True while the selected point's note is written. */
  const isNoteOpen = ref(false);

  const canUndo = computed(() => history.value.length > 0 && host.canControl);

  function judgementOf(pointId: number | null): Judgement {
    const found = pointId === null ? undefined : scan.judgements.get(pointId);
    return found ? { verdict: found.verdict, note: found.note } : noJudgement;
  }

  const selected = computed(() => judgementOf(view.selectedPoint));

  async function give(pointId: number, judgement: Judgement): Promise<boolean> {
    const kept = await host.ask('setVerdict', { pointId, ...judgement });
    if (!kept) return false;
    // Ahead of the event, so that the next key press builds on it.
    scan.judgements = new Map(scan.judgements).set(pointId, kept);
    return true;
  }

  /** Changes the selected point's verdict or note. */
  async function change(changes: Partial<Judgement>): Promise<void> {
    const pointId = view.selectedPoint;
    if (pointId === null || !host.canControl) return;
    const before = judgementOf(pointId);
    const after = { ...before, ...changes };
    if (after.verdict === before.verdict && after.note === before.note) return;
    // A point that was judged stays in view, whatever arrives.
    view.select(pointId);
    if (!(await give(pointId, after))) return;
    history.value = [...history.value, { pointId, before }].slice(-MOST_UNDOS);
  }

  /** Gives the selected point a verdict; the same one again takes it back. */
  function toggle(verdict: Verdict): Promise<void> {
    return change({ verdict: selected.value.verdict === verdict ? null : verdict });
  }

  /** Takes the last change back and shows its point. */
  async function undo(): Promise<void> {
    const last = history.value.at(-1);
    if (!last || !host.canControl) return;
    history.value = history.value.slice(0, -1);
    view.select(last.pointId);
    await give(last.pointId, last.before);
  }

  watch(
    () => scan.status?.sessionId,
    () => {
      history.value = [];
      isNoteOpen.value = false;
    },
  );

  return { isNoteOpen, canUndo, selected, judgementOf, change, toggle, undo };
});
