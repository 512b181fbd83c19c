type Packages = Record<
  string,
  { version?: string; integrity?: string; optional?: boolean; link?: boolean; resolved?: string }
>;

/** Decides whether an installation is what the lock file asks for. Returns the reason why not, or null. */
export function reasonToInstall(lock: { packages: Packages }, installed: { packages: Packages } | null): string | null;
