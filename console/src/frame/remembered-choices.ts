import { localStorageStore, type Store } from "react-admin";

// Choices of a person at this device. Everything else (filters, columns) goes when they sign out.
const KEPT = ["locale", "theme"];

/** Keeps the language and the theme on this device, also after signing out. */
export function rememberChoices(): Store {
  const store = localStorageStore(undefined, "kura-console");
  return {
    ...store,
    reset() {
      const kept = KEPT.map((key) => [key, store.getItem(key)] as const);
      store.reset();
      for (const [key, value] of kept) if (value !== undefined) store.setItem(key, value);
    },
  };
}
