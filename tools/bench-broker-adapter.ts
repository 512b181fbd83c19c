import { connectAlpaca } from "@kura/money/main.ts";
import { ACCOUNT_ID, KEY } from "./bench-broker-samples.ts";

/** Reads trade events through money's own adapter, from the very first, until so many have come. */
export async function readThroughAdapter(url: string, count: number): Promise<void> {
  const broker = connectAlpaca({ url, dataUrl: url, key: KEY, secret: KEY, accountId: ACCOUNT_ID });
  const enough = new AbortController();
  let read = 0;
  try {
    for await (const events of broker.tradeEvents({ afterId: null, signal: enough.signal })) {
      for (const { kind } of [events].flat()) {
        if (kind === "unreadable") throw new Error(`The adapter cannot read event ${read}.`);
        read += 1;
      }
      if (read >= count) enough.abort();
    }
  } finally {
    await broker.close();
  }
}
