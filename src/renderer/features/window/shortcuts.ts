/** True for a plain key press that belongs to no field, menu or dialog. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  return !target?.closest('input, select, textarea, [role="dialog"], [role="menu"]');
}
