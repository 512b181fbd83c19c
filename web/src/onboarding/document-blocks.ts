/** A piece of a document for reading. */
export type Block = { key: string; kind: "heading" | "list" | "paragraph"; lines: string[] };

const HEADING = /^(#+\s*|\d+\.\s)/;

/**
 * The blocks of a plain document text: an empty line ends a block, a numbered first line is its heading, and lines
 * that all begin with a dash or a dot are a list.
 */
export function documentBlocks(body: string): Block[] {
  return body
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .flatMap((block, index) => {
      const lines = block.split("\n").map((line) => line.trim());
      const [first = "", ...rest] = lines;
      if (HEADING.test(first)) {
        const heading: Block = { key: `${index}h`, kind: "heading", lines: [first.replace(/^#+\s*/, "")] };
        return rest.length > 0 ? [heading, ...documentBlocks(rest.join("\n")).map(under(index))] : [heading];
      }
      const kind = lines.every((line) => /^[-・*]\s?/.test(line)) ? ("list" as const) : ("paragraph" as const);
      return [{ key: String(index), kind, lines: lines.map((line) => line.replace(/^[-*]\s+|^・\s*/, "")) }];
    });
}

function under(index: number): (block: Block) => Block {
  return (block) => ({ ...block, key: `${index}.${block.key}` });
}
