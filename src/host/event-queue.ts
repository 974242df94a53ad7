import type { ViewEvent } from '#shared/contract';

/**
 * Hands events on in order, one turn of the event loop later. A snapshot that the engine
 * sent before an event then reaches its caller first, however many promises lie on its way:
 * a view that takes the snapshot as its state loses no event that followed it.
 */
export function createEventQueue(deliver: (event: ViewEvent) => void) {
  let queue: ViewEvent[] = [];
  const flush = () => {
    const events = queue;
    queue = [];
    for (const event of events) deliver(event);
  };
  return {
    push(event: ViewEvent) {
      if (queue.push(event) === 1) setImmediate(flush);
    },
  };
}
