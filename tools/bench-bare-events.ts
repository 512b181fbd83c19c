import { Client } from "undici";

/**
 * Reads a stream of server-sent events in the least that could be called reading: split at empty lines, take the text
 * of `data:`. Goes on until the stream ends or `take` says that it is enough.
 */
export async function readBareEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
  take: (data: string) => boolean,
): Promise<void> {
  const { origin, pathname, search } = new URL(url);
  const client = new Client(origin, { bodyTimeout: 0 });
  try {
    const { statusCode, body } = await client.request({ path: pathname + search, method: "GET", headers });
    if (statusCode !== 200) throw new Error(`${statusCode} to GET ${pathname}: ${await body.text()}`);
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of body) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) if (block.startsWith("data: ") && take(block.slice(6))) return;
    }
  } finally {
    await client.destroy();
  }
}
