// Why less than 70 % of some installers is seen to run, as read in their logs and sources, by the names of the list.
const checksum = "it compares what it downloads with a checksum, which no pretended answer has";
const elsewhere = (what) => `the work is done by ${what}`;
const tooMany = "it has more dependencies than are fetched";
const systems = "a table with a line for each system and version, of which a few exist here";
const failures = "the rest reports what can go wrong";

export const reasons = {
  "@swc/core": systems,
  "@sentry/cli": `${checksum}; a progress bar of a terminal; ${systems}`,
  dprint: checksum,
  cypress:
    "the files that it loads are those of the whole command line; the installer is a small part of them",
  nx: "it loads a large part of the whole tool to look for a workspace, and there is none",
  "puppeteer@13.7.0": "it loads the whole library, and the installer is a small part of it",
  "playwright-chromium": `${elsewhere("playwright-core")}, which takes more than the time that there is`,
  chromedriver: "lookups of an installed browser and of older releases, and tables of systems",
  geckodriver: `${elsewhere("a library for archives")}; ${failures}`,
  cloudflared: "its other commands (list, remove), and what can go wrong",
  "phantomjs-prebuilt":
    "it looks for an installed browser in many ways, and takes more than the time that there is",
  "mongodb-memory-server": elsewhere("its core package"),
  snyk: `${checksum}; it loads the wrapper of the whole command line`,
  elm: `two thirds of a small script; ${failures}`,
  gifsicle: elsewhere("bin-wrapper"),
  "optipng-bin": elsewhere("bin-wrapper"),
  "pngquant-bin": elsewhere("bin-wrapper"),
  prisma: "it asks for the version of Node, which is a good one; the rest is what it says to old ones",
  "@prisma/client@5.22.0":
    "the generator that it starts belongs to the project; the rest reports what can go wrong",
  "node-sass": systems,
  "node-sass@4.14.1": systems,
  "sharp@0.32.6": `${checksum}; ${failures}`,
  deasync:
    "it tests a program for this version of Node that is not there, then builds; options of its own command line",
  fibers: "it finds a program for this system and tests it; options of its own command line, and Electron",
  ssh2: failures,
  protobufjs: "it warns projects that ask for its older versions",
  "husky@4.3.8": "what it says to users of other versions, to submodules and to older gits",
  "simple-git-hooks": "the project configures no hooks for it, so that it sets none",
  "pre-commit": "hooks that are there already, and files of git that lead elsewhere",
  "msw@2.7.0": "it copies its worker where the project names folders for it; this one does not",
  "vue-demi": "it reads the version of vue, which it does not depend on",
  "@scarf/scarf": "it reports who depends on it, and nothing does here but the project itself",
  "@firebase/util": "it writes a project's settings into its files where the environment has some",
  "gatsby-telemetry": `${elsewhere("its dependencies")}, and ${tooMany}`,
  "@angular/cli@11.2.19": `it asks a person whether it may report; ${tooMany}`,
  "netlify-cli": `it writes completions for shells; ${tooMany}`,
  "yarn@1.22.22": "it does something where it is installed for all projects alone, beside Corepack",
  "spawn-sync": "it asks whether Node can do it without help, and it can",
  "uglifyjs-webpack-plugin@0.4.6": "it asks for webpack, and installs what an old one needs",
};
