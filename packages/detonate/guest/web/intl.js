/** The parts of `Intl` that say where the machine stands, and plain forms of the rest. */
export default function create(kit) {
  const { locale, timeZone } = kit.world;
  const noted = (fact, value) => {
    kit.note(fact, value);
    return value;
  };
  class Formatter {
    #options;
    constructor(_locales, options = {}) {
      this.#options = options;
    }
    resolvedOptions() {
      return {
        locale: noted("locale", locale),
        calendar: "gregory",
        numberingSystem: "latn",
        timeZone: this.#options.timeZone ?? noted("timezone", timeZone),
        ...this.#options,
      };
    }
    format(value) {
      return String(value);
    }
    formatToParts(value) {
      return [{ type: "literal", value: String(value) }];
    }
    static supportedLocalesOf(locales) {
      return [locales].flat();
    }
  }
  class DateTimeFormat extends Formatter {
    format(value = kit.clock.now()) {
      const date = new Date(value);
      return `${date.getMonth() + 1}/${date.getDate()}/${date.getFullYear()}`;
    }
  }
  class NumberFormat extends Formatter {
    format(value) {
      return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    }
  }
  class Collator extends Formatter {
    compare(left, right) {
      return left < right ? -1 : left > right ? 1 : 0;
    }
  }
  class PluralRules extends Formatter {
    select(count) {
      return count === 1 ? "one" : "other";
    }
  }
  class Segmenter extends Formatter {
    segment(text) {
      return Array.from(text, (segment, index) => ({ segment, index, input: text }));
    }
  }
  class Locale extends Formatter {
    constructor(tag) {
      super();
      this.baseName = String(tag);
      this.language = this.baseName.split("-", 1)[0];
      this.region = this.baseName.split("-")[1];
    }
    toString() {
      return this.baseName;
    }
  }
  return {
    Intl: {
      DateTimeFormat: callable(DateTimeFormat),
      NumberFormat: callable(NumberFormat),
      Collator: callable(Collator),
      PluralRules,
      Segmenter,
      Locale,
      ListFormat: class ListFormat extends Formatter {
        format(list) {
          return [...list].join(", ");
        }
      },
      RelativeTimeFormat: class RelativeTimeFormat extends Formatter {},
      DisplayNames: class DisplayNames extends Formatter {
        of(code) {
          return code;
        }
      },
      getCanonicalLocales: (locales) => [locales ?? []].flat(),
      supportedValuesOf: () => [],
    },
  };
}

/** These may be called without `new`. */
function callable(made) {
  return new Proxy(made, { apply: (target, _receiver, args) => new target(...args) });
}
