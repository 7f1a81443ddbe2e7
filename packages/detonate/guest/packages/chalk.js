const names =
  "reset bold dim italic underline inverse hidden strikethrough visible black red green yellow blue magenta cyan white gray grey blackBright redBright greenBright yellowBright blueBright magentaBright cyanBright whiteBright bgBlack bgRed bgGreen bgYellow bgBlue bgMagenta bgCyan bgWhite bgGray rgb hex ansi256 bgHex bgRgb";

/** Colours of a terminal, where there is none: texts stay as they are. */
export default function create() {
  const paint = (...texts) => texts.map(String).join(" ");
  for (const name of names.split(" ")) {
    Object.defineProperty(paint, name, {
      configurable: true,
      enumerable: true,
      get: () => (/^(?:rgb|hex|ansi256|bgHex|bgRgb)$/.test(name) ? () => paint : paint),
    });
  }
  return Object.assign(paint, {
    level: 0,
    supportsColor: false,
    isColorSupported: false,
    createColors: () => paint,
    Chalk: class Chalk {},
    Instance: class Instance {},
    stderr: paint,
    default: paint,
  });
}
