const LATTICE = Array.from({ length: 14 }, (_, index) => index);

function Lattice() {
  return (
    <>
      <clipPath id="base-wall">
        <path d="M112 286h296v96H112z" />
      </clipPath>
      <path d="M112 286h296v96H112z" fill="#22314f" />
      <g clipPath="url(#base-wall)" stroke="#f4efe4" strokeWidth="4.5">
        {LATTICE.map((index) => (
          <path key={index} d={`M${40 + index * 32} 286l96 96M${136 + index * 32} 286l-96 96`} fill="none" />
        ))}
      </g>
      <path d="M112 281h296v8H112z" fill="#fffdf9" stroke="#d3cabb" />
    </>
  );
}

function Window() {
  return (
    <>
      <path d="M206 158h36v58h-36z" fill="#fffdf9" stroke="#cfc5b3" strokeWidth="1.5" />
      <path d="M278 158h36v58h-36z" fill="#fffdf9" stroke="#cfc5b3" strokeWidth="1.5" />
      <path d="M213 165h22v44h-22zM285 165h22v44h-22z" fill="none" stroke="#dcd3c3" strokeWidth="1.5" />
      <path d="M240 156h40v62h-40z" fill="#fffdf9" stroke="#cfc5b3" strokeWidth="1.5" />
      <path d="M247 163h26v48h-26z" fill="#22314f" />
      <path d="M256 163v48M264.500 163v48" stroke="#c69452" strokeWidth="2" />
    </>
  );
}

function Door() {
  return (
    <>
      <path d="M200 252h120v130H200z" fill="#fffdf9" stroke="#cfc5b3" strokeWidth="1.5" />
      <path d="M209 261h102v121H209z" fill="none" stroke="#dcd3c3" strokeWidth="1.5" />
      <path d="M218 270h84v112h-84z" fill="#14203a" />
      <path d="M260 270v112" stroke="#2c3d61" strokeWidth="2" />
      <path d="M224 277h30v98h-30zM266 277h30v98h-30z" fill="none" stroke="#2c3d61" strokeWidth="2" />
      <path d="M248 316h24v22h-24z" fill="#c69452" />
      <path d="M252.500 316v-7a7.500 7.500 0 0 1 15 0v7" fill="none" stroke="#c69452" strokeWidth="3.500" />
      <circle cx="260" cy="325" r="2.600" fill="#14203a" />
      <path d="M259 326h2v6h-2z" fill="#14203a" />
    </>
  );
}

function Roof() {
  return (
    <>
      <path d="M260 44 468 188l-14 24L260 82 66 212l-14-24z" fill="#2a3856" />
      <path d="M260 82 454 212l-6 11L260 98 72 223l-6-11z" fill="#fffdf9" stroke="#d3cabb" />
      <path d="M260 44 468 188M260 44 52 188" stroke="#43547a" strokeWidth="3" fill="none" />
      <path d="M244 50c0-14 7-24 16-24s16 10 16 24l-6 12h-20z" fill="#22314f" />
      <circle cx="260" cy="46" r="6" fill="none" stroke="#c69452" strokeWidth="2.500" />
    </>
  );
}

/** The storehouse of the welcome page: plaster walls, a lattice of tiles, a brass lock, the moon behind it. */
export function Storehouse() {
  return (
    <svg className="hero-picture" viewBox="0 0 520 396" aria-hidden="true">
      <circle cx="404" cy="112" r="74" fill="#e4cba0" opacity="0.5" />
      <path d="M0 396V300l46-36 64 50v82zM470 396V322l38-30 12 9v95z" fill="var(--line-strong)" opacity="0.55" />
      <path d="M112 190 260 92l148 98v192H112z" fill="#fffdf9" stroke="#d3cabb" strokeWidth="1.500" />
      <path d="M260 92 112 190v30L260 118l148 102v-30z" fill="#1c2742" opacity="0.06" />
      <circle cx="260" cy="137" r="11" fill="none" stroke="#c69452" strokeWidth="2" />
      <path d="M254 137h12M260 131v12" stroke="#c69452" strokeWidth="2" />
      <Lattice />
      <Window />
      <Door />
      <Roof />
      <path d="M188 382h144v7H188z" fill="#d3cabb" />
      <path d="M172 389h176v7H172z" fill="#c6bdad" />
    </svg>
  );
}
