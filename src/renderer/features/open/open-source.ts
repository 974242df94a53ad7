import { ref, type Ref } from 'vue';
import { useHostStore } from '../../stores/host';

const isBrowserOpen = ref(false);

/** Lets the user choose what to open: the system's dialog on the desktop, ours in a browser. */
export function useOpenSource(): {
  choose: (kind: 'folder' | 'file') => Promise<void>;
  isBrowserOpen: Ref<boolean>;
} {
  const host = useHostStore();
  return {
    isBrowserOpen,
    async choose(kind) {
      if (host.info?.kind === 'browser') isBrowserOpen.value = true;
      else await host.ask('chooseSource', { kind });
    },
  };
}
