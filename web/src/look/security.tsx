import { useWords } from "../language.ts";

/** The short name of a security on its plate, and its full name in the customer's language. */
export function NamedSecurity(props: { symbol: string; name: string; nameJa: string; under?: string }) {
  const { language } = useWords();
  return (
    <>
      <span className="symbol">{props.symbol}</span>
      <span className="named-security">
        <span className="security-name">{language === "ja" ? props.nameJa : props.name}</span>
        {props.under ? <span className="soft small figure">{props.under}</span> : null}
      </span>
    </>
  );
}
