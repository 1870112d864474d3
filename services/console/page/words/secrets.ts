// Texts that look like a secret: somebody pasted one where a name belongs.

export function looksSecret(text: string): boolean {
  return /(^|[^0-9A-Za-z_])t[ls]_[0-9A-Za-z]{20,}/.test(text);
}
