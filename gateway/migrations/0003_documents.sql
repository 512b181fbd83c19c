-- Up Migration

-- Each version of a document is one row, never edited: what a customer agreed to can always be shown again.
create table documents (
  id text not null check (id ~ '^[a-z][a-z-]{1,60}$'),
  version integer not null check (version > 0),
  title_ja text not null check (title_ja <> ''),
  title_en text not null check (title_en <> ''),
  body_ja text not null check (body_ja <> ''),
  body_en text not null check (body_en <> ''),
  -- SHA-256 over both titles and bodies, in this order, joined by one line feed, as UTF-8.
  hash text not null check (
    hash = encode(sha256(convert_to(concat_ws(E'\n', title_ja, body_ja, title_en, body_en), 'UTF8')), 'hex')
  ),
  effective_on date not null,
  primary key (id, version)
);
create trigger documents_append_only before update or delete on documents
  for each row execute function refuse_change();
create trigger documents_never_emptied before truncate on documents
  for each statement execute function refuse_change();

-- Who agreed to which text, and when: in business time, and by the machine's clock.
create table consents (
  id uuid primary key,
  user_id uuid not null references users (id),
  document_id text not null,
  version integer not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  agreed_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (user_id, document_id, version),
  foreign key (document_id, version) references documents (id, version)
);
create trigger consents_append_only before update or delete on consents
  for each row execute function refuse_change();
create trigger consents_never_emptied before truncate on consents
  for each statement execute function refuse_change();

grant select on documents to gateway_service;
grant select, insert on consents to gateway_service;

with texts (title_ja, title_en, body_ja, body_en) as (values (
  '外国証券取引口座約款・契約締結前交付書面',
  'Foreign securities account agreement and pre-contract disclosure',
  $ja$この書面は、口座を開設する前に必ずお読みいただく説明です。内容をご理解のうえ、同意してください。

1. サービスの概要
お客さまは目標とする資産配分(目標ポートフォリオ)を決め、日本円を入金します。当社は、お客さまの入金を受けて円を米ドルに交換し、配分に最も近づくように米国の株式・ETFを買い付けます。モデルポートフォリオの利用は、お客さまご自身が内容を確認し、決定するものです。後からモデルが変更されても、お客さまの目標が自動的に変わることはありません。

2. 主なリスク
株式・ETFの価格は変動し、投資した金額を下回る(元本割れ)ことがあります。円と米ドルの為替相場の変動によっても損失が生じることがあります。発行者の信用状況や、流動性、各国の制度の変更によって損失が生じることもあります。

3. 費用
売買手数料はいただきません。円と米ドルの交換には、基準となる相場に当社所定の差(スプレッド)を加えます。適用される率は、入金後の確認画面であらかじめ表示します。米国での売却には、規制に基づく少額の手数料がかかることがあります。

4. 取引の時間と端数
注文は、米国市場の取引日ごとに定めた締切時刻までに入金されたものを、まとめて発注します。約定した株数は、10億分の1株までの端数で割り当てられます。国内約定日および国内受渡日は、約定のつど取引履歴に表示します。

5. 資産の分別管理
お預かりした現金は、当社の財産と分けて信託銀行に信託します。株式・ETFは、海外の保管機関において当社名義の口座でまとめて保管し、お客さまごとの残高は当社の帳簿で常に特定できるように管理します。

6. お取引いただけない方
18歳未満の方、日本国内にお住まいでない方、米国の市民・居住者など米国の税務上の居住者に当たる方は、口座を開設できません。届け出た内容に変更があったときは、すみやかにご連絡ください。

7. 本人確認と個人情報
法令に基づき、氏名・住所・生年月日・職業などを確認します。個人情報は、口座の管理、法令上の義務の履行、およびお客さまへのご連絡のためにのみ利用し、暗号化して保管します。本人確認のため、必要な情報を確認業務の委託先に提供します。

8. 書面の電子交付
契約締結前交付書面、取引報告書、取引残高報告書その他の書面は、アプリの画面で電子的に交付します。電子交付への同意はいつでも撤回できます。

9. 解約
口座はいつでも解約できます。解約にあたっては、保有する株式・ETFを売却し、円に交換してお返しします。$ja$,
  $en$Please read this before you open an account. Agree only if you understand it. The Japanese text prevails where the two differ.

1. What the service is
You choose how your savings should be divided (your target portfolio) and send yen. We convert the yen into US dollars and buy US stocks and ETFs so that your holdings come as near as possible to your target. If you copy a model portfolio, you review it and decide yourself. When the model changes later, your target does not change by itself.

2. Main risks
Prices of stocks and ETFs move, and you may get back less than you invested. Changes in the exchange rate between the yen and the US dollar can also cause a loss, as can the condition of an issuer, thin markets, and changes of law in any country concerned.

3. Costs
We charge no commission. When we exchange yen for dollars we add a margin (the spread) to the reference rate; the rate that applies is shown before the money is used. Sales in the United States may carry small regulatory fees.

4. Times and fractions
Money that arrives before the cut-off of a US trading day is ordered together for that day. Shares are allotted down to one billionth of a share. The domestic trade date and the domestic settlement date of each trade are shown in your history.

5. How your assets are kept apart
Your cash is held in trust at a trust bank, apart from our own property. Stocks and ETFs are held together in our name with a custodian abroad, and our books always show which of them are yours.

6. Who cannot open an account
People under 18, people who do not live in Japan, and US citizens, US residents and others who are taxed in the United States as residents. Tell us promptly when anything you declared changes.

7. Identity and personal data
The law requires us to confirm your name, address, date of birth and occupation, among other things. We use personal data only to run your account, to meet our legal duties and to reach you, and we keep it encrypted. The firm that checks identities for us receives what it needs for that check.

8. Electronic delivery
This document, trade confirmations, statements and other documents are delivered electronically, in the app. You may withdraw this consent at any time.

9. Closing the account
You may close your account at any time. We then sell your stocks and ETFs, convert the proceeds into yen and pay them out to you.$en$
))
insert into documents (id, version, title_ja, title_en, body_ja, body_en, hash, effective_on)
select 'account-agreement', 1, title_ja, title_en, body_ja, body_en,
  encode(sha256(convert_to(concat_ws(E'\n', title_ja, body_ja, title_en, body_en), 'UTF8')), 'hex'),
  date '2026-01-01'
from texts;
