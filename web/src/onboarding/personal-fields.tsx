import { Group, NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import { useWords, type WordKey } from "../language.ts";
import { occupations } from "../words/ja/onboarding.ts";
import type { PersonalFormHandle } from "./personal-form.ts";
import { PREFECTURES } from "./prefectures.ts";
import { toKatakana, toPostalCode } from "./rules.ts";

type FieldsProps = { form: PersonalFormHandle };

function KanaField({ form, name }: FieldsProps & { name: "familyKana" | "givenKana" }) {
  const { say } = useWords();
  const field = form.getInputProps(name);
  return (
    <TextInput
      label={say(`onboarding.${name}`)}
      lang="ja"
      autoComplete="off"
      {...field}
      onBlur={(event) => {
        form.setFieldValue(name, toKatakana(event.currentTarget.value));
        if (event.currentTarget.value.trim() !== "") form.validateField(name);
      }}
    />
  );
}

function BirthFields({ form }: FieldsProps) {
  const { say } = useWords();
  const parts = [
    { name: "birth.year", label: "onboarding.year", autoComplete: "bday-year", most: 4 },
    { name: "birth.month", label: "onboarding.month", autoComplete: "bday-month", most: 2 },
    { name: "birth.day", label: "onboarding.day", autoComplete: "bday-day", most: 2 },
  ] as const;
  const problem = form.errors.birth;
  return (
    <fieldset className="bare-fieldset" aria-describedby={problem ? "birth-problem" : undefined}>
      <legend>{say("onboarding.birthOn")}</legend>
      <div className="birth">
        {parts.map((part) => (
          <TextInput
            key={part.name}
            aria-label={say(part.label)}
            placeholder={say(part.label)}
            inputMode="numeric"
            maxLength={part.most}
            autoComplete={part.autoComplete}
            error={problem !== undefined && problem !== null}
            {...form.getInputProps(part.name, { withError: false })}
          />
        ))}
      </div>
      {problem ? (
        <div className="small field-problem" id="birth-problem" role="alert">
          {problem}
        </div>
      ) : null}
    </fieldset>
  );
}

/** Step 1: the name, its reading, and the date of birth. */
export function NameFields({ form }: FieldsProps) {
  const { say } = useWords();
  return (
    <Stack>
      <div className="pair">
        <TextInput
          label={say("onboarding.familyName")}
          autoComplete="family-name"
          {...form.getInputProps("familyName")}
        />
        <TextInput label={say("onboarding.givenName")} autoComplete="given-name" {...form.getInputProps("givenName")} />
      </div>
      <div>
        <div className="pair">
          <KanaField form={form} name="familyKana" />
          <KanaField form={form} name="givenKana" />
        </div>
        <div className="soft small">{say("onboarding.kanaHint")}</div>
      </div>
      <BirthFields form={form} />
    </Stack>
  );
}

/** Step 2: where the customer lives and can be called. */
export function AddressFields({ form }: FieldsProps) {
  const { say, language } = useWords();
  const postal = form.getInputProps("postalCode");
  return (
    <Stack>
      <div className="pair">
        <TextInput
          label={say("onboarding.postalCode")}
          inputMode="numeric"
          autoComplete="postal-code"
          placeholder="100-0001"
          {...postal}
          onBlur={(event) => form.setFieldValue("postalCode", toPostalCode(event.currentTarget.value))}
        />
        <NativeSelect
          label={say("onboarding.prefecture")}
          autoComplete="address-level1"
          data={[
            { value: "", label: say("onboarding.choosePrefecture") },
            ...PREFECTURES.map(([ja, en]) => ({ value: ja, label: language === "ja" ? ja : `${en} ${ja}` })),
          ]}
          {...form.getInputProps("prefecture")}
        />
      </div>
      <TextInput label={say("onboarding.city")} autoComplete="address-level2" {...form.getInputProps("city")} />
      <TextInput label={say("onboarding.street")} autoComplete="street-address" {...form.getInputProps("street")} />
      <TextInput
        label={say("onboarding.phone")}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        placeholder="090-1234-5678"
        {...form.getInputProps("phone")}
      />
    </Stack>
  );
}

function YesNo({ form, name, hint }: FieldsProps & { name: "usPerson" | "taxOnlyJapan"; hint?: WordKey }) {
  const { say } = useWords();
  const label = name === "usPerson" ? "onboarding.usPerson" : "onboarding.taxResidence";
  return (
    <Radio.Group
      label={say(label)}
      {...(hint ? { description: say(hint) } : {})}
      labelProps={{ lh: 1.6 }}
      {...form.getInputProps(name)}
    >
      <Group mt="xs" gap="xl">
        <Radio value="yes" label={say("frame.yes")} />
        <Radio value="no" label={say("frame.no")} />
      </Group>
    </Radio.Group>
  );
}

/** Step 3: what the law asks about work and tax. */
export function WorkFields({ form }: FieldsProps) {
  const { say } = useWords();
  const known = Object.keys(occupations) as (keyof typeof occupations)[];
  return (
    <Stack gap="xl">
      <NativeSelect
        label={say("onboarding.occupation")}
        data={[
          { value: "", label: say("onboarding.chooseOccupation") },
          ...known.map((occupation) => ({ value: occupation, label: say(`occupations.${occupation}`) })),
        ]}
        {...form.getInputProps("occupation")}
      />
      <YesNo form={form} name="usPerson" hint="onboarding.usPersonHint" />
      <YesNo form={form} name="taxOnlyJapan" />
    </Stack>
  );
}
