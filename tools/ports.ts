import { createServer } from "node:net";

/** One listener of the brokerage: who wants which port. */
export type Wanted = { readonly name: string; readonly port: number };

/** Somebody else listens where we want to. The message says who wants what, and how to go elsewhere. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";

  constructor(taken: readonly Wanted[]) {
    const list = taken.map(({ name, port }) => `${port} (${name})`).join(", ");
    const subject = taken.length === 1 ? `Port ${list} is` : `Ports ${list} are`;
    super(
      `${subject} taken by another program: stop it, or choose other ports with \`npm start -- --ports-from 5000\`.`,
    );
  }
}

/** Whether nothing listens on this port of the loopback address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port of the loopback address that nothing listens on right now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject()));
    });
  });
}

/** Stops with one clear sentence when any of these ports is taken. */
export async function requireFreePorts(wanted: readonly Wanted[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => isPortFree(port)));
  const taken = wanted.filter((_, index) => !free[index]);
  if (taken.length > 0) throw new PortTaken(taken);
}
