import { chance } from "../chance.ts";

/** The check digit of the eight characters of a CUSIP. */
function checkDigit(characters: string): number {
  let total = 0;
  for (const [index, character] of [...characters].entries()) {
    const value = Number.parseInt(character, 36) * (index % 2 === 0 ? 1 : 2);
    total += Math.floor(value / 10) + (value % 10);
  }
  return (10 - (total % 10)) % 10;
}

/** A made-up CUSIP with a right check digit, decided by business words. */
export function cusipFrom(seed: number, ...words: readonly (string | number)[]): string {
  const issuer = String(chance(seed, "cusip", ...words) % 1_000_000).padStart(6, "0");
  const characters = `${issuer}10`;
  return `${characters}${checkDigit(characters)}`;
}
