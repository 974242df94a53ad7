import { appOrigin } from './app-protocol';

/** The one origin the window shows. */
export interface Interface {
  origin: string;
  startUrl: string;
}

/**
 * The interface to show: the bundled one, or that of the development server, which a
 * packaged app does not take from its environment.
 */
export function interfaceToShow(
  isPackaged: boolean,
  environment: NodeJS.ProcessEnv = process.env,
): Interface {
  const developmentUrl = environment.ELECTRON_RENDERER_URL;
  if (isPackaged || developmentUrl === undefined) {
    return { origin: appOrigin, startUrl: `${appOrigin}/` };
  }
  return { origin: new URL(developmentUrl).origin, startUrl: developmentUrl };
}

/** Whether an address belongs to the interface. Compares parsed parts, never prefixes. */
export function belongsTo({ origin }: Interface, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  // URL calls the origin of a scheme it does not know 'null'.
  return `${url.protocol}//${url.host}` === origin && url.username === '';
}
