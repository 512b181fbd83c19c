/** The same keys, with words of another language: a missing or a surplus sentence does not compile. */
export type Same<Words> = { readonly [Key in keyof Words]: Words[Key] extends string ? string : Same<Words[Key]> };
