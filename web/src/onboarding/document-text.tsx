import type { ReactNode } from "react";
import { type Block, documentBlocks } from "./document-blocks.ts";

function blockElement(block: Block): ReactNode {
  if (block.kind === "heading") return <h3 key={block.key}>{block.lines[0]}</h3>;
  if (block.kind === "paragraph") return <p key={block.key}>{block.lines.join("\n")}</p>;
  return (
    <ul key={block.key}>
      {block.lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** A legal document for reading. The text is shown as text: nothing in it can become markup. */
export function DocumentText({ body }: { body: string }) {
  return <div className="document-text">{documentBlocks(body).map(blockElement)}</div>;
}
