import { Typography } from "@mui/material";
import { useBusinessNow } from "../desk/desk-clock.ts";
import { Facts, Panel } from "../frame/panel.tsx";
import type { Application } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatDay, yearsBetween } from "../time.ts";
import { Concealed } from "./concealed.tsx";
import { maskEmail, maskPhone } from "./masks.ts";

/** Who asks: what the applicant entered, in full, to be compared with the evidence. */
export function PersonalPanel({ application }: { application: Application }) {
  const words = useWords();
  const language = useLanguage();
  const now = new Date(useBusinessNow()).toISOString();
  const { personal } = application;
  const years = personal ? yearsBetween(personal.birthOn, application.submittedAt ?? now) : 0;
  return (
    <Panel
      title={words("personal.title")}
      aside={
        <Typography variant="caption" sx={{ color: "text.secondary" }}>
          {words("application.logged")}
        </Typography>
      }
    >
      {personal ? (
        <Facts
          facts={[
            [words("personal.name"), <strong key="name">{`${personal.familyName} ${personal.givenName}`}</strong>],
            [words("personal.kana"), `${personal.familyKana} ${personal.givenKana}`],
            [
              words("personal.birth"),
              `${formatDay(personal.birthOn, language)} (${words("age.years", { count: years })})`,
            ],
            [
              words("personal.address"),
              `〒${formatPostalCode(personal.postalCode)} ${personal.prefecture}${personal.city}${personal.street}`,
            ],
            [
              words("personal.phone"),
              <Concealed
                key="phone"
                name={words("personal.phone")}
                value={formatPhone(personal.phone)}
                masked={maskPhone(personal.phone)}
              />,
            ],
            [
              words("personal.email"),
              <Concealed
                key="email"
                name={words("personal.email")}
                value={application.email}
                masked={maskEmail(application.email)}
              />,
            ],
            [words("personal.occupation"), words(`occupation.${personal.occupation}`)],
            [words("personal.us_person"), words(personal.usPerson ? "personal.yes" : "personal.no")],
            [
              words("personal.tax_residence"),
              personal.taxResidence === "JP" ? words("personal.japan") : personal.taxResidence,
            ],
          ]}
        />
      ) : (
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {words("personal.none")}
        </Typography>
      )}
    </Panel>
  );
}

const formatPostalCode = (code: string): string =>
  /^\d{7}$/.test(code) ? `${code.slice(0, 3)}-${code.slice(3)}` : code;

// Only mobile numbers have one way to be grouped; others are shown as they were entered.
const formatPhone = (phone: string): string =>
  /^0[5789]0\d{8}$/.test(phone) ? `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}` : phone;
