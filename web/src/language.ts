import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { en, ja } from "./words/words.ts";

/** The languages the app speaks, completely. */
export type Language = "ja" | "en";

/** The key of one sentence, like `home.title`. */
export type WordKey = {
  [Section in keyof typeof ja]: `${Section}.${keyof (typeof ja)[Section] & string}`;
}[keyof typeof ja];

const STORED = "kura.language";

function storedLanguage(): Language | null {
  try {
    const stored = window.localStorage.getItem(STORED);
    return stored === "ja" || stored === "en" ? stored : null;
  } catch {
    return null;
  }
}

function show(language: Language): void {
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

/** Makes the words ready before the first page is drawn: the language chosen on this device, or Japanese. */
export function startLanguage(): void {
  const language = storedLanguage() ?? "ja";
  void i18next.use(initReactI18next).init({
    resources: { ja: { translation: ja }, en: { translation: en } },
    lng: language,
    fallbackLng: "ja",
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

/** Changes the language and remembers the choice on this device. */
export function chooseLanguage(language: Language): void {
  try {
    window.localStorage.setItem(STORED, language);
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
  show(language);
}

/** Shows the language of the signed-in customer, unless one was chosen on this device. */
export function followLanguage(language: Language): void {
  if (storedLanguage() === null && i18next.language !== language) show(language);
}

/** The words in the language now shown. Keys are checked by type. */
export type Say = (key: WordKey, blanks?: Record<string, string | number>) => string;

/** What pages need to speak: the words and the language they are in. */
export function useWords(): { say: Say; language: Language } {
  const { t, i18n } = useTranslation();
  const say: Say = (key, blanks) => t(key, blanks ?? {});
  return { say, language: i18n.language === "en" ? "en" : "ja" };
}

/** Why something was not bought, in the customer's words; what the market said in its own is not theirs to decipher. */
export function reasonWords(code: string): WordKey {
  return wordsFor("reasons", code) ?? "reasons.other";
}

/** Words for a code that the server chose: known ones in the customer's language, others not at all. */
export function wordsFor(section: "problems" | "reasons" | "sectors" | "occupations", code: string): WordKey | null {
  return code in ja[section] ? (`${section}.${code}` as WordKey) : null;
}
