import { expect, test } from "vitest";
import { codeProblem, digitsOf, emailProblem, passwordProblem } from "./rules.ts";

test("an email address has two sides and no blanks; those around it are forgiven", () => {
  expect([" hanako@example.jp ", "a@b.co"].map(emailProblem)).toEqual([null, null]);
  expect(["", "hanako", "a b@example.jp", "a@b"].map(emailProblem)).toEqual(["email", "email", "email", "email"]);
});

test("a password is long enough and not the same few letters", () => {
  expect(["correct horse", "とても長い秘密の言葉"].map(passwordProblem)).toEqual([null, null]);
  expect(["short", "aaaaaaaaaaaa"].map(passwordProblem)).toEqual(["password", "password"]);
});

test("a code is six digits, also typed in full width or with a blank", () => {
  expect(digitsOf("１２３ ４５６")).toBe("123456");
  expect(["123456", "12345", "12345a"].map(codeProblem)).toEqual([null, "code", "code"]);
});
