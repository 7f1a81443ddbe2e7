/** Whether a text is like a pattern of the shell with `*`, `?` and `[…]`, in time that grows with the product of their lengths. */
export function isLike(text: string, pattern: string): boolean {
  const pieces = pattern.match(/\*+|\?|\[!?[^\]]{1,60}\]|[^]/g) ?? [];
  let at = 0;
  let piece = 0;
  let star: { readonly piece: number; at: number } | undefined;
  while (at < text.length) {
    const wanted = pieces[piece];
    if (wanted?.startsWith("*") === true) {
      star = { piece, at };
      piece += 1;
    } else if (wanted !== undefined && isOne(text.charAt(at), wanted)) {
      at += 1;
      piece += 1;
    } else if (star === undefined) return false;
    else {
      star.at += 1;
      at = star.at;
      piece = star.piece + 1;
    }
  }
  return pieces.slice(piece).every((rest) => rest.startsWith("*"));
}

function isOne(character: string, piece: string): boolean {
  if (piece === "?") return true;
  if (piece.length < 3) return character === piece;
  const isNot = piece.startsWith("[!");
  const members = piece.slice(isNot ? 2 : 1, -1);
  for (let at = 0; at < members.length; at += 1) {
    const isRange = members.charAt(at + 1) === "-" && at + 2 < members.length;
    const last = isRange ? members.charAt(at + 2) : members.charAt(at);
    if (character >= members.charAt(at) && character <= last) return !isNot;
    if (isRange) at += 2;
  }
  return isNot;
}
