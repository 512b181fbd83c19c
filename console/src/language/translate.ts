import polyglotI18nProvider from "ra-i18n-polyglot";
import englishMessages from "ra-language-english";
import { useCallback } from "react";
import { useLocaleState, useTranslate } from "react-admin";
import { ageOf, type Locale } from "../time.ts";
import { messagesEn } from "./messages-en.ts";
import { messagesJa } from "./messages-ja.ts";
import { reactAdminJa } from "./react-admin-ja.ts";

/** Everything the console says, react-admin's own words included. */
export const MESSAGES = {
  ja: { ...reactAdminJa, resources: { applications: { name: "申込" } }, kura: messagesJa },
  en: { ...englishMessages, resources: { applications: { name: "applications" } }, kura: messagesEn },
} as const;

/** Japanese first; react-admin remembers another choice on this device. */
export const i18nProvider = polyglotI18nProvider(
  (locale) => (locale === "en" ? MESSAGES.en : MESSAGES.ja),
  "ja",
  [
    { locale: "ja", name: "日本語" },
    { locale: "en", name: "English" },
  ],
  { allowMissing: true },
);

/** The language in use. */
export function useLanguage(): Locale {
  const [locale] = useLocaleState();
  return locale === "en" ? "en" : "ja";
}

/** Says one of our own words; what has no word of ours (a new kind from the gateway) is shown as it came. */
export function useWords(): (key: string, values?: Record<string, string | number>) => string {
  const translate = useTranslate();
  return useCallback(
    (key, values) => translate(`kura.${key}`, { _: key.slice(key.indexOf(".") + 1), ...values }),
    [translate],
  );
}

/** Says how long something has lasted: `3 h 20 min`, `2日4時間`. */
export function useAgeWords(): (milliseconds: number) => string {
  const words = useWords();
  return (milliseconds) => {
    const { unit, count, rest } = ageOf(milliseconds);
    return words(rest > 0 ? `age.${unit}_rest` : `age.${unit}`, { count, rest });
  };
}
