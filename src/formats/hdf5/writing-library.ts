import { ready } from 'h5wasm/node';

let library: Promise<void> | undefined;

/**
 * The HDF5 library for writing, initialised once. Without the throwing handler it prints
 * its diagnostics on stderr and answers with a silent -1. What is read goes through
 * instances of its own: `library.ts`.
 */
export function loadHdf5(): Promise<void> {
  library ??= ready.then((module) => {
    module.activate_throwing_error_handler();
  });
  return library;
}
