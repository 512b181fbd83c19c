import { chance } from "../chance.ts";

const DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A CUSIP that business words decide: eight characters and the check digit of the standard. */
export function cusipFrom(seed: number, ...words: readonly (string | number)[]): string {
  const places = [0, 1, 2, 3, 4, 5, 6, 7];
  const text = places
    .map((place) => DIGITS.charAt(chance(seed, "cusip", place, ...words) % (place < 5 ? 10 : DIGITS.length)))
    .join("");
  return text + checkDigit(text);
}

/** The ninth character of a CUSIP: every second value counts twice, and the digits of all are summed. */
export function checkDigit(eight: string): string {
  let total = 0;
  for (const [index, character] of [...eight].entries()) {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;
    const counted = index % 2 === 1 ? value * 2 : value;
    total += Math.floor(counted / 10) + (counted % 10);
  }
  return String((10 - (total % 10)) % 10);
}
