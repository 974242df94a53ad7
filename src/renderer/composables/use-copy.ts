import { useHostStore } from '../stores/host';

/** Copies through a hidden text field: works where the clipboard interface is not allowed. */
function copyThroughTextField(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

/** Puts text on the clipboard and says so. */
export function useCopy(): (text: string, what: string) => Promise<void> {
  const host = useHostStore();
  return async (text, what) => {
    let copied: boolean;
    try {
      await navigator.clipboard.writeText(text);
      copied = true;
    } catch {
      copied = copyThroughTextField(text);
    }
    if (copied) host.notify(`${what} copied`, text);
    else host.notify('The clipboard is not available', text, 'error');
  };
}
