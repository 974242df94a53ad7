import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { contentSecurityPolicy, securityHeaders } from '#host/content-security';
import type { Host } from '#host/host';
import { SweetSpotError } from '#shared/errors';
import { socketCloseCodes, socketPath, socketProtocol, tokenFromProtocols } from '#shared/wire';
import { createAccessTokens, randomToken, sameText, type AccessTokens } from './access-tokens';
import { cookieValue, isOwnOrigin, isTrustedHost } from './request-checks';
import { serveView } from './view-connection';

interface ServerOptions {
  host: Host;
  rendererDirectory: string;
  /** Address to listen on; loopback unless told otherwise. */
  address?: string;
  /** 0 picks a free port. */
  port?: number;
  /** Names beyond the machine's own under which browsers reach it. */
  names?: readonly string[];
  /** Tokens to keep links valid over restarts; random ones otherwise. */
  token?: string;
  viewToken?: string;
  /** Views connected at a time. */
  mostViews?: number;
}

export interface RunningServer {
  /** Link of the owner. */
  url: string;
  /** Read-only link. */
  viewUrl: string;
  close: () => Promise<void>;
}

/** The largest message a view sends is a command with a path. */
const mostMessageBytes = 32 * 1024;

/**
 * Serves the interface and the contract to browsers.
 *
 * @throws SweetSpotError `not-found` where the interface has not been built, `busy` where the
 * port is taken, `invalid-request` for an unusable token.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, rendererDirectory, address = '127.0.0.1', port = 0 } = options;
  if (!existsSync(join(rendererDirectory, 'index.html'))) {
    throw new SweetSpotError('not-found', `Expected the interface in ${rendererDirectory}.`, {
      hint: 'Run `npm run build` first.',
    });
  }
  const tokens = createAccessTokens({ control: options.token, view: options.viewToken });
  const app = fastify({ bodyLimit: 1024, requestTimeout: 30_000, forceCloseConnections: true });
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: mostMessageBytes,
      handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
    },
  });
  // After the plugin: it is the one to destroy the socket of an upgrade refused here.
  guardRequests(app, options.names);
  await app.register(fastifyStatic, {
    root: rendererDirectory,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Built assets carry a hash of their content in their names.
      const lasting = path.startsWith(join(rendererDirectory, 'assets'));
      reply.header('cache-control', lasting ? 'max-age=31536000, immutable' : 'no-cache');
    },
  });
  serveSocket(app, host, tokens, options.mostViews ?? 24);
  serveExports(app, host, tokens);
  const listeningPort = await listen(app, address, port);

  const base = `http://${linkHost(address)}:${listeningPort}/`;
  const viewUrl = `${base}#token=${tokens.view}`;
  host.shareViewLink(viewUrl);
  return { url: `${base}#token=${tokens.control}`, viewUrl, close: () => app.close() };
}

/** Checks every request, upgrades included, and dresses every response. */
function guardRequests(app: FastifyInstance, names: readonly string[] | undefined): void {
  app.addHook('onRequest', async (request, reply) => {
    const hostHeader = request.headers.host;
    if (!isTrustedHost(hostHeader, names)) {
      return reply.code(421).send({ message: 'This name is not one of this machine.' });
    }
    // 'self' covers WebSockets in current browsers only.
    const sockets = [`ws://${hostHeader}`, `wss://${hostHeader}`];
    reply.headers({
      ...securityHeaders,
      'content-security-policy': contentSecurityPolicy(sockets),
    });
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ message: 'Not found.' }));
  // Causes stay here: messages of file errors hold paths.
  app.setErrorHandler((error: { statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ message: status < 500 ? 'Not accepted.' : 'Failed.' });
  });
}

function serveSocket(
  app: FastifyInstance,
  host: Host,
  tokens: AccessTokens,
  mostViews: number,
): void {
  let views = 0;
  app.get(
    socketPath,
    {
      websocket: true,
      preValidation: async (request, reply) => {
        if (!isOwnOrigin(request.headers.origin, request.headers.host)) {
          return reply.code(403).send({ message: 'Only pages of this host may connect.' });
        }
      },
    },
    (socket, request) => {
      const access = accessOf(tokens, request.headers['sec-websocket-protocol']);
      // A browser tells a page why its socket was closed, but not why it was refused.
      if (access === null) {
        socket.close(socketCloseCodes.unauthorised, 'wrong token');
        return;
      }
      if (views >= mostViews) {
        socket.close(socketCloseCodes.tooManyViews, 'too many views');
        return;
      }
      views += 1;
      socket.on('close', () => (views -= 1));
      serveView(socket, host, { access });
    },
  );
}

/**
 * Serves the files of exports to the owner. A download is a plain link, which can carry no
 * header, and a token in its address would stay in histories. So the owner's WebSocket
 * hands the browser a cookie for this path: unreadable to scripts, never sent from
 * other sites, void when the host or the browser ends.
 */
function serveExports(app: FastifyInstance, host: Host, tokens: AccessTokens): void {
  const secret = randomToken();
  // Cookies ignore ports: the name keeps two hosts on one machine apart.
  const name = `sweetspot-${randomToken().slice(0, 8)}`;
  app.websocketServer.on('headers', (headers, request) => {
    if (accessOf(tokens, request.headers['sec-websocket-protocol']) !== 'control') return;
    headers.push(`Set-Cookie: ${name}=${secret}; Path=/exports; HttpOnly; SameSite=Strict`);
  });
  app.get<{ Params: { exportId: string; name: string } }>(
    '/exports/:exportId/:name',
    async (request, reply) => {
      if (!sameText(cookieValue(request.headers.cookie, name) ?? '', secret)) {
        return reply.code(401).send({ message: 'Downloads are for the owner of the scan.' });
      }
      const found = host.findExport(request.params.exportId, request.params.name);
      if (found === null) return reply.callNotFound();
      const fileName = encodeURIComponent(found.name);
      return reply
        .header('content-disposition', `attachment; filename*=UTF-8''${fileName}`)
        .header('cache-control', 'no-store')
        .sendFile(found.name, found.directory);
    },
  );
}

function accessOf(tokens: AccessTokens, protocolHeader: string | undefined) {
  const offered = (protocolHeader ?? '').split(',').map((protocol) => protocol.trim());
  return tokens.accessOf(tokenFromProtocols(offered));
}

/** Resolves with the port listened on. */
async function listen(app: FastifyInstance, address: string, port: number): Promise<number> {
  try {
    return Number(new URL(await app.listen({ host: address, port })).port);
  } catch (cause) {
    await app.close();
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      throw new SweetSpotError('busy', `Port ${port} is in use.`, {
        hint: 'Choose another with --port, or none for a free one.',
        cause,
      });
    }
    throw cause;
  }
}

/** How links name the address listened on: one that others can reach, where there are several. */
function linkHost(address: string): string {
  const isAny = address === '0.0.0.0' || address === '::';
  const reachable = isAny
    ? Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .find(({ internal, family }) => !internal && family === 'IPv4')?.address
    : address;
  const name = reachable ?? '127.0.0.1';
  return isIPv6(name) ? `[${name}]` : name;
}
