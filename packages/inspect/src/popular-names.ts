/**
 * Names of widely used packages, roughly the most used first: what impostors imitate. Written down from general
 * knowledge; it need not be complete, and a name that stands here is never taken for an imitation.
 */
export const popularNames: readonly string[] = `
semver debug chalk ansi-styles minimatch ms commander supports-color strip-ansi tslib lru-cache ansi-regex string-width brace-expansion has-flag wrap-ansi glob color-convert color-name type-fest
source-map yargs yargs-parser readable-stream uuid picomatch emoji-regex cliui find-up locate-path path-exists p-locate p-limit iconv-lite safe-buffer string_decoder which resolve ajv
json-schema-traverse fast-deep-equal y18n get-caller-file require-directory micromatch braces fill-range to-regex-range is-number glob-parent is-glob is-extglob signal-exit cross-spawn shebang-command
shebang-regex path-key isexe mime-types mime-db form-data combined-stream delayed-stream asynckit inherits once wrappy balanced-match concat-map argparse js-yaml esprima sprintf-js
escape-string-regexp estraverse esutils eslint-visitor-keys eslint-scope espree esquery acorn acorn-jsx acorn-walk globals ignore import-fresh parent-module resolve-from callsites imurmurhash
natural-compare optionator levn prelude-ls type-check deep-is fast-levenshtein word-wrap flat-cache flatted keyv json-buffer file-entry-cache rimraf mkdirp minimist graceful-fs fs-extra jsonfile
universalify lodash lodash.merge lodash.isequal lodash.debounce lodash.get lodash.camelcase lodash.memoize lodash.uniq lodash.sortby lodash.clonedeep undici-types convert-source-map escalade
cosmiconfig doctrine require-from-string eastasianwidth path-parse call-bound get-proto supports-preserve-symlinks-flag foreground-child slice-ansi aria-query chownr pkg-dir esrecurse indent-string
ts-api-utils fs.realpath inflight path-is-absolute jackspeak yocto-queue path-scurry gensync bignumber.js lodash.throttle lodash.isplainobject lodash.includes lodash.isboolean lodash.isinteger
lodash.isnumber lodash.isstring lodash.once lodash.defaults lodash.template lodash-es lodash.truncate lodash.startcase lodash.kebabcase lodash.snakecase lodash.mergewith lodash.isfunction
lodash.flatten lodash.difference lodash.union lodash.set lodash.pick lodash.omit express axios react react-dom typescript eslint prettier webpack vite next vue jest mocha chai sinon request moment
dayjs date-fns bluebird async underscore jquery redux react-redux react-router react-router-dom body-parser cors dotenv cookie cookie-parser cookie-signature morgan helmet jsonwebtoken jws jwa bcrypt
bcryptjs passport passport-local passport-jwt mongoose mongodb bson mysql mysql2 pg pg-pool pg-types pg-protocol pg-connection-string redis ioredis sequelize knex prisma typeorm sqlite3 better-sqlite3
socket.io socket.io-client engine.io engine.io-client ws nodemon ts-node ts-jest ts-loader babel-loader css-loader style-loader sass-loader less-loader file-loader url-loader html-webpack-plugin
mini-css-extract-plugin webpack-cli webpack-dev-server webpack-dev-middleware webpack-merge webpack-sources terser terser-webpack-plugin esbuild rollup parcel gulp grunt browserify babel-core
babel-runtime babel-eslint core-js core-js-compat core-js-pure regenerator-runtime regenerator-transform regexpu-core browserslist caniuse-lite electron-to-chromium node-releases
update-browserslist-db postcss autoprefixer postcss-value-parser postcss-selector-parser nanoid picocolors source-map-js source-map-support buffer-from tailwindcss sass node-sass less stylus cssnano
cssesc css-select css-what css-tree cssom cssstyle csstype domhandler domutils domelementtype dom-serializer entities htmlparser2 parse5 nth-check boolbase jsdom cheerio whatwg-url webidl-conversions
tr46 punycode saxes xmlchars w3c-xmlserializer whatwg-mimetype whatwg-encoding node-fetch cross-fetch isomorphic-fetch whatwg-fetch undici got superagent supertest needle nock msw http-proxy
http-proxy-middleware http-proxy-agent https-proxy-agent agent-base socks socks-proxy-agent proxy-from-env proxy-addr follow-redirects tough-cookie qs querystring url-parse query-string path-to-regexp
send serve-static finalhandler parseurl depd statuses http-errors setprototypeof toidentifier on-finished ee-first range-parser fresh etag destroy encodeurl escape-html vary accepts negotiator
media-typer type-is content-type content-disposition bytes raw-body unpipe array-flatten utils-merge methods merge-descriptors ipaddr.js forwarded safer-buffer compression compressible express-session
express-rate-limit express-validator connect koa koa-router koa-bodyparser koa-compose fastify restify polka @babel/core @babel/types @babel/parser @babel/traverse @babel/generator @babel/template
@babel/code-frame @babel/highlight @babel/runtime @babel/preset-env @babel/preset-react @babel/preset-typescript @babel/helper-validator-identifier @babel/helper-plugin-utils
@babel/helper-module-imports @babel/helper-module-transforms @babel/helpers @babel/compat-data @babel/helper-compilation-targets @babel/helper-string-parser @babel/plugin-transform-runtime @babel/cli
@babel/register @babel/eslint-parser @babel/plugin-proposal-class-properties @babel/polyfill @types/node @types/react @types/react-dom @types/jest @types/lodash @types/express @types/json-schema
@types/estree @types/yargs @types/mocha @types/ws @types/uuid @types/semver @types/debug @types/ms @types/cors @types/qs @types/body-parser @types/istanbul-lib-coverage @types/babel__core
@types/babel__traverse @types/prop-types @types/minimatch @types/glob @types/connect @types/serve-static @types/mime @types/send @types/http-errors @types/range-parser @types/express-serve-static-core
@types/fs-extra @types/inquirer @types/jsonwebtoken @types/bcrypt @types/chai @types/sinon @types/supertest @types/styled-components @types/d3 @types/three @types/jquery @types/unist @types/mdast
@types/hast @types/bun @types/pg @typescript-eslint/parser @typescript-eslint/eslint-plugin @typescript-eslint/types @typescript-eslint/utils @typescript-eslint/visitor-keys
@typescript-eslint/typescript-estree @typescript-eslint/scope-manager @eslint/js @eslint/eslintrc @eslint-community/regexpp @eslint-community/eslint-utils @humanwhocodes/config-array
@humanwhocodes/module-importer @nodelib/fs.walk @nodelib/fs.stat @nodelib/fs.scandir @jridgewell/trace-mapping @jridgewell/sourcemap-codec @jridgewell/gen-mapping @jridgewell/resolve-uri
@jridgewell/set-array @jridgewell/source-map @ampproject/remapping @rollup/pluginutils @rollup/plugin-node-resolve @rollup/plugin-commonjs @rollup/plugin-typescript @rollup/plugin-json
@rollup/plugin-terser @rollup/plugin-babel @rollup/plugin-replace @esbuild/linux-x64 @esbuild/darwin-arm64 @esbuild/win32-x64 @esbuild/linux-arm64 @swc/core @swc/helpers @swc/jest @swc/cli
@swc/counter @vitejs/plugin-react @vitejs/plugin-vue @vitejs/plugin-react-swc @vitest/coverage-v8 @vitest/ui @vitest/expect @vitest/runner @vitest/utils @vitest/spy @vitest/snapshot vitest @vue/shared
@vue/compiler-core @vue/compiler-sfc @vue/reactivity @vue/runtime-dom @vue/test-utils @vue/cli-service vue-router vuex pinia vue-loader vue-template-compiler nuxt svelte @sveltejs/kit solid-js preact
lit lit-html lit-element angular @angular/core @angular/common @angular/cli @angular/compiler @angular/forms @angular/router @angular/platform-browser @angular/animations @angular/material
@angular/cdk @angular-devkit/core @angular-devkit/schematics @angular-devkit/build-angular @nestjs/core @nestjs/common @nestjs/platform-express @nestjs/config @nestjs/swagger @nestjs/typeorm
@nestjs/jwt @nestjs/passport @nestjs/testing @nestjs/cli rxjs zone.js reflect-metadata class-transformer class-validator @jest/core @jest/types @jest/transform @jest/globals @jest/environment
@jest/fake-timers @jest/reporters @jest/console jest-cli jest-diff jest-util jest-worker jest-matcher-utils jest-get-type jest-message-util jest-mock jest-resolve jest-haste-map jest-environment-jsdom
jest-environment-node jest-validate jest-regex-util jest-snapshot jest-circus jest-runner jest-runtime jest-config jest-each jest-docblock jest-changed-files jest-watcher babel-jest
babel-plugin-istanbul babel-plugin-jest-hoist babel-preset-jest pretty-format expect diff diff-sequences istanbul-lib-coverage istanbul-lib-instrument istanbul-lib-report istanbul-lib-source-maps
istanbul-reports test-exclude v8-to-istanbul nyc c8 ava tap tape karma jasmine jasmine-core cypress playwright playwright-core @playwright/test puppeteer puppeteer-core selenium-webdriver webdriverio
testcafe nightwatch enzyme @testing-library/react @testing-library/jest-dom @testing-library/user-event @testing-library/dom @testing-library/react-hooks @testing-library/vue react-test-renderer
chai-as-promised sinon-chai proxyquire rewire mock-fs faker @faker-js/faker chance react-is scheduler prop-types object-assign loose-envify js-tokens hoist-non-react-statics react-scripts react-native
react-helmet react-hook-form react-query @tanstack/react-query @tanstack/query-core @tanstack/react-table @tanstack/react-router react-select react-table react-icons react-toastify
react-transition-group react-dnd react-beautiful-dnd react-dropzone react-datepicker react-modal react-popper react-markdown react-syntax-highlighter react-virtualized react-window react-i18next
i18next i18next-browser-languagedetector react-intl react-spring react-error-boundary react-refresh react-remove-scroll react-smooth react-draggable react-resizable react-use react-motion
react-bootstrap bootstrap styled-components styled-jsx @emotion/react @emotion/styled @emotion/cache @emotion/utils @emotion/hash @emotion/memoize @emotion/is-prop-valid @mui/material
@mui/icons-material @mui/system @mui/utils @material-ui/core @material-ui/icons antd @ant-design/icons @chakra-ui/react @headlessui/react @radix-ui/react-slot @radix-ui/react-dialog
@radix-ui/react-popover @radix-ui/react-tooltip @radix-ui/react-select @radix-ui/react-tabs @radix-ui/react-compose-refs @radix-ui/react-primitive @radix-ui/react-dropdown-menu @floating-ui/react
@floating-ui/dom @floating-ui/core @popperjs/core popper.js framer-motion motion recharts d3 d3-array d3-scale d3-shape d3-time d3-format d3-color d3-interpolate d3-path d3-selection d3-transition
d3-zoom d3-drag d3-ease d3-timer d3-dispatch d3-geo d3-hierarchy chart.js react-chartjs-2 echarts echarts-for-react highcharts apexcharts plotly.js three @react-three/fiber @react-three/drei pixi.js
phaser babylonjs leaflet mapbox-gl maplibre-gl ol konva fabric paper p5 matter-js swiper slick-carousel react-slick gsap animejs lottie-web lottie-react @lottiefiles/lottie-player aos wow.js hammerjs
fullcalendar sweetalert sweetalert2 toastr notistack select2 flatpickr quill draft-js slate prosemirror-state prosemirror-view prosemirror-model @tiptap/core @tiptap/react codemirror @codemirror/view
@codemirror/state monaco-editor @monaco-editor/react ace-builds highlight.js prismjs shiki katex mathjax mermaid marked markdown-it showdown remark remark-parse remark-gfm remark-rehype rehype-raw
rehype-stringify unified unist-util-visit unist-util-is unist-util-stringify-position vfile vfile-message mdast-util-from-markdown mdast-util-to-string mdast-util-to-hast micromark hast-util-to-html
hastscript property-information space-separated-tokens comma-separated-tokens trim-lines bail trough is-plain-obj zwitch longest-streak ccount character-entities decode-named-character-reference
stringify-entities html-void-elements dompurify isomorphic-dompurify sanitize-html xss he html-entities striptags turndown immer zustand jotai recoil mobx mobx-react mobx-react-lite redux-thunk
redux-saga redux-persist redux-devtools-extension @reduxjs/toolkit reselect xstate @xstate/react effector valtio swr apollo-client @apollo/client graphql graphql-tag graphql-request graphql-ws
graphql-tools @graphql-tools/utils @graphql-tools/schema apollo-server apollo-server-express @apollo/server urql relay-runtime react-relay @trpc/server @trpc/client zod yup joi ajv-formats
ajv-keywords schema-utils superstruct io-ts fp-ts valibot validator is-my-json-valid jsonschema json5 jsonc-parser json-stable-stringify fast-json-stable-stringify json-stringify-safe
json-parse-even-better-errors json-parse-better-errors parse-json lines-and-columns strip-json-comments strip-bom yaml toml ini js-base64 base64-js ieee754 buffer bl csv-parse csv-parser csv-stringify
papaparse xlsx exceljs pdfkit pdfjs-dist pdf-lib jspdf html2canvas html-pdf xml2js xmlbuilder xmldom @xmldom/xmldom fast-xml-parser sax libxmljs xml-js archiver adm-zip jszip unzipper yauzl yazl tar
tar-stream tar-fs extract-zip decompress pako fflate zlib minizlib minipass lz-string snappy inquirer @inquirer/prompts prompts enquirer ora cli-cursor cli-spinners restore-cursor onetime mimic-fn
log-symbols is-unicode-supported is-interactive log-update listr listr2 boxen figures cli-table cli-table3 cli-width cli-truncate cli-boxes widest-line figlet gradient-string kleur colorette colors
cli-color nanospinner terminal-link update-notifier meow cac sade yargs-unparser oclif @oclif/core arg command-line-args minimist-options getopts execa npm-run-path strip-final-newline human-signals
get-stream is-stream merge-stream shelljs zx cross-env env-cmd dotenv-expand dotenv-cli concurrently npm-run-all wait-on kill-port tree-kill pidtree ps-tree pidusage chokidar anymatch readdirp
normalize-path binary-extensions is-binary-path fsevents fast-glob globby dir-glob path-type slash array-union merge2 reusify fastq run-parallel queue-microtask del make-dir tempy temp temp-dir tmp
tmp-promise os-tmpdir os-homedir home-or-tmp unique-string crypto-random-string is-docker is-wsl open opn default-browser bundle-name is-inside-container which-module which-typed-array
which-boxed-primitive detect-libc node-gyp node-gyp-build node-pre-gyp @mapbox/node-pre-gyp prebuild-install node-addon-api nan bindings napi-build-utils file-uri-to-path abbrev nopt npmlog gauge
are-we-there-yet console-control-strings aproba has-unicode wide-align code-point-at number-is-nan object-hash has has-symbols has-tostringtag has-property-descriptors has-proto has-bigints
function-bind get-intrinsic call-bind call-bind-apply-helpers es-abstract es-errors es-define-property es-object-atoms es-to-primitive es-set-tostringtag es-shim-unscopables define-properties
define-data-property object-inspect object-keys object.assign object.entries object.values object.fromentries object.groupby array-includes array.prototype.flat array.prototype.flatmap
array.prototype.findlastindex array-buffer-byte-length arraybuffer.prototype.slice string.prototype.trim string.prototype.trimend string.prototype.trimstart string.prototype.matchall
string.prototype.includes regexp.prototype.flags side-channel side-channel-list side-channel-map internal-slot is-callable is-regex is-date-object is-symbol is-string is-bigint is-boolean-object
is-number-object is-array-buffer is-shared-array-buffer is-typed-array is-weakref is-negative-zero is-core-module is-arguments is-arrayish is-fullwidth-code-point is-plain-object is-stream-ended
is-typedarray is-obj is-path-inside is-promise is-windows isobject isarray is-generator-fn is-url is-ci ci-info is-data-view is-async-function is-finalizationregistry is-generator-function is-map
is-set is-weakmap is-weakset typed-array-buffer typed-array-byte-length typed-array-length unbox-primitive deep-equal deep-extend deepmerge merge-deep extend extend-shallow clone clone-deep
shallow-clone kind-of rfdc fast-copy structured-clone klona dequal equal fast-equals lodash.isobject gopd dunder-proto hasown math-intrinsics possible-typed-array-names available-typed-arrays for-each
safe-array-concat safe-regex-test safe-push-apply safe-stable-stringify set-function-length set-function-name functions-have-names function.prototype.name globalthis own-keys is-accessor-descriptor
winston winston-transport logform triple-beam pino pino-pretty pino-http pino-std-serializers sonic-boom thread-stream atomic-sleep on-exit-leak-free real-require process-warning
quick-format-unescaped fast-redact log4js loglevel bunyan signale consola tslog roarr debug-fabulous sentry @sentry/node @sentry/browser @sentry/react @sentry/core @sentry/types @sentry/utils
@sentry/nextjs @sentry/cli newrelic dd-trace elastic-apm-node applicationinsights @opentelemetry/api @opentelemetry/core @opentelemetry/resources @opentelemetry/sdk-trace-base
@opentelemetry/semantic-conventions @opentelemetry/instrumentation @opentelemetry/sdk-node prom-client statsd-client hot-shots posthog-js posthog-node mixpanel-browser amplitude-js analytics-node
@segment/analytics-node launchdarkly-js-client-sdk aws-sdk @aws-sdk/client-s3 @aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb @aws-sdk/client-sts @aws-sdk/client-sso @aws-sdk/client-lambda
@aws-sdk/client-sqs @aws-sdk/client-sns @aws-sdk/client-ses @aws-sdk/client-secrets-manager @aws-sdk/client-ssm @aws-sdk/client-cloudwatch @aws-sdk/client-cognito-identity-provider
@aws-sdk/credential-provider-node @aws-sdk/credential-provider-ini @aws-sdk/types @aws-sdk/s3-request-presigner @aws-sdk/util-utf8-browser @smithy/types @smithy/util-utf8 @smithy/smithy-client
@smithy/protocol-http @smithy/node-http-handler @smithy/util-stream @smithy/core aws-cdk aws-cdk-lib aws-amplify @aws-amplify/core serverless serverless-offline constructs @google-cloud/storage
@google-cloud/pubsub @google-cloud/firestore @google-cloud/bigquery google-auth-library googleapis google-gax gaxios gcp-metadata gtoken firebase firebase-admin firebase-tools @firebase/app
@firebase/auth @firebase/firestore @firebase/util @azure/core-auth @azure/core-http @azure/identity @azure/storage-blob @azure/abort-controller @azure/msal-node @azure/msal-browser @azure/logger
@azure/core-rest-pipeline @azure/core-util @azure/core-tracing stripe @stripe/stripe-js @stripe/react-stripe-js twilio @sendgrid/mail nodemailer mailgun-js @slack/web-api @slack/bolt discord.js
telegraf node-telegram-bot-api @octokit/rest @octokit/core @octokit/types @octokit/request @octokit/graphql @octokit/auth-token @octokit/plugin-paginate-rest @octokit/openapi-types @octokit/endpoint
@octokit/request-error octokit @actions/core @actions/github @actions/exec @actions/http-client probot gitlab simple-git isomorphic-git nodegit dockerode @kubernetes/client-node ssh2 ssh2-sftp-client
ftp basic-ftp node-ssh telnet-client mqtt amqplib amqp-connection-manager kafkajs bull bullmq bee-queue agenda node-cron cron cron-parser node-schedule later rate-limiter-flexible bottleneck p-queue
p-map p-retry p-timeout p-finally p-try p-event p-defer p-cancelable retry async-retry promise-retry exponential-backoff eventemitter3 events event-target-shim abort-controller emittery mitt
nanoevents eventemitter2 eventsource cacheable-request cacheable-lookup http-cache-semantics responselike decompress-response lowercase-keys mimic-response normalize-url quick-lru clone-response
cacache make-fetch-happen ssri minipass-fetch promise-inflight unique-filename unique-slug infer-owner move-concurrently pacote npm-package-arg npm-packlist npm-registry-fetch npm-pick-manifest
read-package-json hosted-git-info normalize-package-data validate-npm-package-name validate-npm-package-license spdx-correct spdx-expression-parse spdx-license-ids spdx-exceptions read-pkg read-pkg-up
read-yaml-file load-json-file write-file-atomic proper-lockfile lockfile npm yarn pnpm corepack bun deno lerna nx @nx/devkit @nx/js @nrwl/workspace @nrwl/devkit turbo rush changesets @changesets/cli
semantic-release standard-version release-it conventional-changelog conventional-commits-parser @commitlint/cli @commitlint/config-conventional commitizen husky lint-staged pre-commit simple-git-hooks
lefthook patch-package postinstall-postinstall syncpack npm-check-updates depcheck madge dependency-cruiser license-checker audit-ci snyk eslint-config-prettier eslint-plugin-prettier
eslint-plugin-import eslint-plugin-react eslint-plugin-react-hooks eslint-plugin-jsx-a11y eslint-plugin-node eslint-plugin-n eslint-plugin-promise eslint-plugin-vue eslint-plugin-jest
eslint-plugin-unicorn eslint-plugin-unused-imports eslint-plugin-simple-import-sort eslint-plugin-storybook eslint-plugin-security eslint-plugin-cypress eslint-plugin-testing-library
eslint-config-airbnb eslint-config-airbnb-base eslint-config-standard eslint-config-next eslint-config-react-app eslint-config-google eslint-import-resolver-node eslint-import-resolver-typescript
eslint-module-utils eslint-utils eslint-webpack-plugin eslint-config-xo stylelint stylelint-config-standard stylelint-config-recommended tslint standard xo oxlint biome @biomejs/biome
prettier-plugin-tailwindcss prettier-linter-helpers synckit @pkgr/core napi-postinstall unrs-resolver tsconfig-paths tsconfig-paths-webpack-plugin tsx tsup tsc-alias tsd type-detect typescript-eslint
vue-eslint-parser vue-tsc svelte-check svelte-preprocess unplugin unplugin-vue-components unplugin-auto-import unbuild jiti tapable enhanced-resolve loader-utils loader-runner watchpack
graceful-readlink memfs memory-fs neo-async mime events-intercept chrome-trace-event es-module-lexer cjs-module-lexer magic-string estree-walker rollup-plugin-terser rollup-plugin-visualizer
rollup-plugin-dts rollup-plugin-copy rollup-plugin-postcss rollup-plugin-typescript2 rolldown lightningcss vite-plugin-dts vite-plugin-pwa vite-tsconfig-paths vite-node workbox-webpack-plugin
workbox-core copy-webpack-plugin clean-webpack-plugin fork-ts-checker-webpack-plugin webpack-bundle-analyzer webpack-node-externals webpack-hot-middleware compression-webpack-plugin dotenv-webpack
thread-loader raw-loader svg-url-loader @svgr/webpack @svgr/core svgo postcss-loader postcss-import postcss-nested postcss-preset-env postcss-modules postcss-scss postcss-load-config postcss-js
postcss-flexbugs-fixes purgecss uglify-js uglify-es clean-css html-minifier html-minifier-terser cssnano-preset-default css-minimizer-webpack-plugin icss-utils imports-loader expose-loader null-loader
worker-loader ejs pug handlebars mustache nunjucks hbs liquidjs eta consolidate squirrelly dot hardhat ethers web3 web3-utils web3-eth web3-core viem wagmi @wagmi/core @rainbow-me/rainbowkit
@openzeppelin/contracts @openzeppelin/contracts-upgradeable @nomiclabs/hardhat-ethers @nomicfoundation/hardhat-toolbox truffle ganache solc @metamask/sdk @metamask/providers @walletconnect/client
@walletconnect/web3-provider @web3modal/wagmi bitcoinjs-lib bip39 bip32 bs58 bs58check ethereumjs-util ethereumjs-tx ethereumjs-wallet @ethereumjs/util @ethersproject/providers
@ethersproject/bignumber @ethersproject/abi elliptic secp256k1 keccak bn.js big.js decimal.js bigint-buffer tweetnacl libsodium-wrappers @noble/hashes @noble/curves @noble/secp256k1 @scure/bip39
@scure/base @solana/web3.js @solana/spl-token @solana/wallet-adapter-base @solana/wallet-adapter-react @project-serum/anchor @coral-xyz/anchor @coinbase/wallet-sdk @ledgerhq/connect-kit
@ledgerhq/hw-transport xrpl stellar-sdk @polkadot/api @polkadot/util near-api-js tronweb ccxt crypto-js node-forge jsrsasign jose openid-client oidc-client oauth oauth-sign passport-google-oauth20
passport-oauth2 next-auth @auth/core @clerk/nextjs auth0 auth0-js @auth0/nextjs-auth0 @okta/okta-auth-js keycloak-js speakeasy otplib qrcode qrcode.react uid uid-safe cuid ulid shortid hashids
short-uuid md5 sha.js sha1 create-hash create-hmac randombytes pbkdf2 scrypt-js argon2 crc crc-32 xxhashjs murmurhash hash.js hash-base ripemd160 blake2b aes-js des.js evp_bytestokey cipher-base
browserify-aes browserify-sign diffie-hellman public-encrypt asn1 asn1.js node-rsa sshpk http-signature tunnel-agent tunnel aws-sign2 aws4 caseless har-validator har-schema performance-now psl
isstream extsprintf verror core-util-is jsprim jsbn ecc-jsbn bcrypt-pbkdf assert-plus getpass dashdash forever-agent uri-js electron electron-builder electron-updater electron-store electron-log
electron-packager @electron/get @electron/remote nw cordova ionic @ionic/core @ionic/angular @ionic/react @capacitor/core @capacitor/cli @capacitor/ios @capacitor/android expo expo-constants expo-font
expo-router expo-status-bar expo-file-system expo-asset expo-modules-core expo-cli react-native-web react-native-vector-icons react-native-gesture-handler react-native-reanimated react-native-screens
react-native-safe-area-context react-native-svg react-native-webview react-native-maps react-native-paper react-native-elements react-native-linear-gradient react-native-device-info
react-native-config react-native-fs react-native-permissions react-native-image-picker @react-native-async-storage/async-storage @react-native-community/cli @react-native-community/netinfo
@react-navigation/native @react-navigation/stack @react-navigation/bottom-tabs @react-native/metro-config metro metro-config hermes-parser nativewind @gluestack-ui/utils @react-native-aria/focus sharp
jimp canvas gm imagemin image-size pngjs jpeg-js gifsicle ffmpeg-static fluent-ffmpeg ffmpeg @ffmpeg/ffmpeg hls.js video.js plyr howler tone wavesurfer.js node-record-lpcm16 opencv4nodejs tesseract.js
@tensorflow/tfjs @tensorflow/tfjs-node onnxruntime-node onnxruntime-web brain.js natural compromise langchain @langchain/core @langchain/openai @langchain/community openai @anthropic-ai/sdk
@anthropic-ai/claude-code @google/generative-ai @google/genai @google/gemini-cli @openai/codex @openai/agents @modelcontextprotocol/sdk @modelcontextprotocol/inspector ai @ai-sdk/openai
@ai-sdk/anthropic @ai-sdk/react @ai-sdk/provider @mastra/core llamaindex ollama cohere-ai @huggingface/inference @huggingface/transformers @pinecone-database/pinecone chromadb tiktoken gpt-tokenizer
js-tiktoken replicate groq-sdk @mistralai/mistralai cline claude-flow @continuedev/core storybook @storybook/react @storybook/addon-essentials @storybook/addon-links @storybook/addon-actions
@storybook/addon-interactions @storybook/vue3 @storybook/cli @storybook/testing-library gatsby gatsby-cli gatsby-plugin-image gatsby-source-filesystem @docusaurus/core @docusaurus/preset-classic
vuepress vitepress astro @astrojs/react @remix-run/react @remix-run/node @remix-run/dev @react-router/dev @shopify/polaris @shopify/cli @wordpress/scripts @wordpress/element @strapi/strapi strapi
keystone payload sanity contentful @contentful/rich-text-types ghost @directus/sdk @supabase/supabase-js @supabase/auth-js @supabase/ssr appwrite pocketbase @prisma/client @prisma/engines drizzle-orm
drizzle-kit mikro-orm objection bookshelf waterline tedious mssql oracledb cassandra-driver neo4j-driver couchbase nano pouchdb level leveldown levelup rocksdb lmdb nedb lowdb lokijs dexie idb
localforage store js-cookie universal-cookie cookies-next memcached node-cache memory-cache cache-manager lru memoizee memoize-one mem p-memoize algoliasearch @elastic/elasticsearch elasticsearch
meilisearch typesense lunr fuse.js minisearch flexsearch sql.js duckdb @planetscale/database @neondatabase/serverless @vercel/postgres @vercel/blob @vercel/analytics @vercel/node vercel netlify-cli
@netlify/functions wrangler @cloudflare/workers-types miniflare hono elysia itty-router express-async-errors express-fileupload multer busboy formidable multiparty dicer streamsearch concat-stream
through through2 duplexify pump pumpify end-of-stream stream-shift split split2 from2 mississippi parallel-transform flush-write-stream readable-web-to-node-stream stream-browserify stream-http
crypto-browserify path-browserify process util os-browserify https-browserify vm-browserify console-browserify constants-browserify domain-browser timers-browserify tty-browserify url assert
querystring-es3 readline-sync node-polyfill-webpack-plugin process-nextick-args util-deprecate typedarray object.pick pascalcase camelcase camelcase-keys decamelize decamelize-keys map-obj param-case
camel-case pascal-case no-case lower-case upper-case change-case snake-case dot-case constant-case header-case slugify slug transliteration pluralize inflection numeral accounting currency.js money
dinero.js libphonenumber-js google-libphonenumber i18n-iso-countries country-list countries-list moment-timezone moment-range luxon timeago.js date-fns-tz dateformat humanize-duration pretty-ms
pretty-bytes filesize bytes-iec ansi-colors ansi-escapes ansi-align ansi-html ansi-html-community ansi-wrap wordwrap wordwrapjs word-count string-argv string-length string-similarity leven levenshtein
js-levenshtein fastest-levenshtein didyoumean fuzzy fuzzysort natural-orderby sort-keys sort-object array-uniq array-unique arrify array-differ array-find-index array-ify array-sort arr-diff
arr-flatten arr-union flat unflatten dot-prop dot-object object-path get-value set-value unset-value has-value has-values cache-base union-value collection-visit map-visit object-visit static-extend
define-property is-descriptor is-data-descriptor snapdragon snapdragon-node snapdragon-util nanomatch extglob expand-brackets expand-range regex-not to-regex to-object-path repeat-string
repeat-element split-string use fragment-cache map-cache base class-utils component-emitter mixin-deep for-in for-own copy-descriptor posix-character-classes atob resolve-url source-map-url
source-map-resolve urix decode-uri-component systeminformation node-machine-id os-name macos-release windows-release getmac ip ip-address ip-regex is-ip internal-ip public-ip address portfinder
get-port detect-port dns-packet multicast-dns bonjour bonjour-service node-notifier growly clipboardy clipboard copy-to-clipboard keytar node-pty xterm @xterm/xterm blessed ink ink-testing-library
react-devtools-core serialport usb node-hid johnny-five raspi-io onoff robotjs iohook screenshot-desktop node-windows node-mac pm2 forever nodemailer-smtp-transport smtp-server imap mailparser
email-validator iconv jschardet chardet encoding utf8 utf-8-validate bufferutil text-encoding text-table table easy-table columnify treeify archy pretty-error renderkid error-ex error-stack-parser
stackframe stack-utils stack-trace source-list-map callsite longjohn why-is-node-running clinic autocannon artillery k6 benchmark tinybench tinypool tinyspy tinyrainbow tinyexec tinyglobby tinycolor2
@ctrl/tinycolor color color-string color-support simple-swizzle chroma-js polished rgba-regex hex-rgb csscolorparser fdir nypm pathe ufo defu destr ofetch h3 nitropack unstorage citty pkg-types mlly
scule std-env perfect-debounce hookable birpc cookie-es radix3 untyped c12 giget rc9 exsolve confbox quansync local-pkg is-reference zimmerframe esm-env devalue set-cookie-parser mrmime sirv totalist
kolorist create-react-app create-next-app create-vite create-vue create-svelte degit yo yeoman-generator plop hygen @angular/language-service ngx-bootstrap ngx-toastr @ngx-translate/core primeng
primereact primevue vuetify element-ui element-plus ant-design-vue vant quasar naive-ui view-design iview bootstrap-vue vue-i18n vue-axios @vueuse/core @vueuse/shared font-awesome
@fortawesome/fontawesome-free @fortawesome/fontawesome-svg-core @fortawesome/free-solid-svg-icons @fortawesome/react-fontawesome material-design-icons bootstrap-icons lucide-react @heroicons/react
feather-icons normalize.css animate.css bulma foundation-sites semantic-ui materialize-css uikit tachyons milligram modernizr html5shiv respond.js es5-shim es6-shim es6-promise es6-symbol es5-ext d
ext next-tick type timers-ext event-emitter promise q when co thunkify bluebird-lst pify mz any-promise thenify thenify-all nice-try jsesc jsonpath jsonpointer json-pointer json-patch fast-json-patch
jsonpath-plus jmespath jsonata object-sizeof traverse walk walkdir klaw readdir-glob recursive-readdir glob-stream vinyl vinyl-fs gulp-sass gulp-uglify gulp-concat gulp-rename gulp-babel
gulp-sourcemaps gulp-util grunt-contrib-uglify grunt-contrib-watch grunt-cli bower event-stream map-stream duplexer duplexer2 duplexer3 from pause-stream ua-parser-js rc coa is-odd is-even left-pad
user-agents rand-user-agent bowser mobile-detect device-detector-js useragent express-useragent node-ipc web-vitals lighthouse chrome-launcher chrome-remote-interface browser-sync live-server
http-server serve json-server localtunnel ngrok mkcert selfsigned devcert pem spdy http2-wrapper resolve-alpn sockjs sockjs-client faye-websocket websocket websocket-driver websocket-extensions
isomorphic-ws reconnecting-websocket simple-peer peerjs webrtc-adapter mediasoup peer http-parser-js faye graphology sigma vis-network cytoscape dagre elkjs jointjs gojs reactflow @xyflow/react mathjs
numeric ml-matrix simple-statistics jstat seedrandom random-js d3-random simplex-noise heap priorityqueue denque yallist linked-list fifo queue tiny-queue lru_map quickselect rbush kdbush supercluster
geojson @turf/turf turf proj4 geolib haversine ngeohash gl-matrix earcut clipper-lib poly2tri bezier-easing
`
  .split(/\s+/)
  .filter((name) => name !== "");
