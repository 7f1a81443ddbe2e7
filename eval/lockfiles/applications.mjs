// The dependencies of ten applications as their published templates list them, and of one that has everything a lockfile can hold.

const react = { react: "^19.0.0", "react-dom": "^19.0.0" };
const reactTypes = { "@types/react": "^19.0.0", "@types/react-dom": "^19.0.0" };
const node = { "@types/node": "^22.0.0" };

/** Each by its name: the manifest of the project, and those of its workspace by their folder. */
export const applications = {
  "vite-react-ts": {
    manifest: {
      dependencies: react,
      devDependencies: {
        ...reactTypes,
        ...node,
        "@eslint/js": "^9.0.0",
        "@vitejs/plugin-react": "^5.0.0",
        eslint: "^9.0.0",
        "eslint-plugin-react-hooks": "^5.0.0",
        "eslint-plugin-react-refresh": "^0.4.0",
        globals: "^16.0.0",
        typescript: "~5.9.0",
        "typescript-eslint": "^8.0.0",
        vite: "^7.0.0",
      },
    },
  },
  next: {
    manifest: {
      dependencies: { ...react, next: "^15.0.0" },
      devDependencies: {
        ...reactTypes,
        ...node,
        "@eslint/eslintrc": "^3.0.0",
        "@tailwindcss/postcss": "^4.0.0",
        eslint: "^9.0.0",
        "eslint-config-next": "^15.0.0",
        tailwindcss: "^4.0.0",
        typescript: "^5.0.0",
      },
    },
  },
  nest: {
    manifest: {
      dependencies: {
        "@nestjs/common": "^11.0.1",
        "@nestjs/core": "^11.0.1",
        "@nestjs/platform-express": "^11.0.1",
        "reflect-metadata": "^0.2.2",
        rxjs: "^7.8.1",
      },
      devDependencies: {
        ...node,
        "@nestjs/cli": "^11.0.0",
        "@nestjs/schematics": "^11.0.0",
        "@nestjs/testing": "^11.0.1",
        "@types/express": "^5.0.0",
        "@types/jest": "^30.0.0",
        "@types/supertest": "^6.0.2",
        eslint: "^9.18.0",
        "eslint-config-prettier": "^10.0.1",
        "eslint-plugin-prettier": "^5.2.2",
        jest: "^30.0.0",
        prettier: "^3.4.2",
        "source-map-support": "^0.5.21",
        supertest: "^7.0.0",
        "ts-jest": "^29.2.5",
        "ts-loader": "^9.5.2",
        "ts-node": "^10.9.2",
        "tsconfig-paths": "^4.2.0",
        typescript: "^5.7.3",
        "typescript-eslint": "^8.20.0",
      },
    },
  },
  docusaurus: {
    manifest: {
      dependencies: {
        ...react,
        "@docusaurus/core": "^3.8.0",
        "@docusaurus/preset-classic": "^3.8.0",
        "@mdx-js/react": "^3.0.0",
        clsx: "^2.0.0",
        "prism-react-renderer": "^2.3.0",
      },
      devDependencies: { "@docusaurus/module-type-aliases": "^3.8.0", "@docusaurus/types": "^3.8.0" },
    },
  },
  svelte: {
    manifest: {
      devDependencies: {
        "@sveltejs/adapter-auto": "^6.0.0",
        "@sveltejs/kit": "^2.22.0",
        "@sveltejs/vite-plugin-svelte": "^6.0.0",
        svelte: "^5.0.0",
        "svelte-check": "^4.0.0",
        typescript: "^5.0.0",
        vite: "^7.0.4",
      },
    },
  },
  angular: {
    manifest: {
      dependencies: {
        "@angular/common": "^20.0.0",
        "@angular/compiler": "^20.0.0",
        "@angular/core": "^20.0.0",
        "@angular/forms": "^20.0.0",
        "@angular/platform-browser": "^20.0.0",
        "@angular/router": "^20.0.0",
        rxjs: "~7.8.0",
        tslib: "^2.3.0",
        "zone.js": "~0.15.0",
      },
      devDependencies: {
        "@angular/build": "^20.0.0",
        "@angular/cli": "^20.0.0",
        "@angular/compiler-cli": "^20.0.0",
        "@types/jasmine": "~5.1.0",
        "jasmine-core": "~5.7.0",
        karma: "~6.4.0",
        "karma-chrome-launcher": "~3.2.0",
        "karma-coverage": "~2.2.0",
        "karma-jasmine": "~5.1.0",
        "karma-jasmine-html-reporter": "~2.1.0",
        typescript: "~5.8.2",
      },
    },
  },
  "express-generator": {
    manifest: {
      dependencies: {
        "cookie-parser": "~1.4.4",
        debug: "~2.6.9",
        express: "~4.16.1",
        "http-errors": "~1.6.3",
        jade: "~1.11.0",
        morgan: "~1.9.1",
      },
    },
  },
  "electron-forge": {
    manifest: {
      dependencies: { "electron-squirrel-startup": "^1.0.1" },
      devDependencies: {
        "@electron-forge/cli": "^7.8.0",
        "@electron-forge/maker-deb": "^7.8.0",
        "@electron-forge/maker-rpm": "^7.8.0",
        "@electron-forge/maker-squirrel": "^7.8.0",
        "@electron-forge/maker-zip": "^7.8.0",
        "@electron-forge/plugin-auto-unpack-natives": "^7.8.0",
        "@electron-forge/plugin-fuses": "^7.8.0",
        "@electron/fuses": "^1.8.0",
        electron: "^37.0.0",
      },
    },
    // A repository's package, which only its host has.
    forced: { "@electron/node-gyp": "npm:node-gyp@^10.0.0" },
  },
  remix: {
    manifest: {
      dependencies: {
        "@remix-run/node": "^2.16.0",
        "@remix-run/react": "^2.16.0",
        "@remix-run/serve": "^2.16.0",
        isbot: "^4.1.0",
        react: "^18.2.0",
        "react-dom": "^18.2.0",
      },
      devDependencies: {
        "@remix-run/dev": "^2.16.0",
        "@types/react": "^18.2.20",
        "@types/react-dom": "^18.2.7",
        "@typescript-eslint/eslint-plugin": "^6.7.4",
        "@typescript-eslint/parser": "^6.7.4",
        autoprefixer: "^10.4.19",
        eslint: "^8.38.0",
        "eslint-import-resolver-typescript": "^3.6.1",
        "eslint-plugin-import": "^2.28.1",
        "eslint-plugin-jsx-a11y": "^6.7.1",
        "eslint-plugin-react": "^7.33.2",
        "eslint-plugin-react-hooks": "^4.6.0",
        postcss: "^8.4.38",
        tailwindcss: "^3.4.4",
        typescript: "^5.1.6",
        vite: "^6.0.0",
        "vite-tsconfig-paths": "^4.2.1",
      },
    },
  },
  astro: {
    manifest: {
      dependencies: {
        "@astrojs/mdx": "^4.0.0",
        "@astrojs/rss": "^4.0.11",
        "@astrojs/sitemap": "^3.3.0",
        astro: "^5.10.0",
        sharp: "^0.34.2",
      },
    },
  },
  everything: {
    manifest: {
      dependencies: { "@app/lib": "1.0.0", chalk4: "npm:chalk@^4.0.0", chalk: "^5.0.0", tslib: "2.6.0" },
      devDependencies: { vitest: "^3.0.0" },
      optionalDependencies: { "@tailwindcss/oxide-wasm32-wasi": "4.1.11", fsevents: "^2.3.0" },
    },
    forced: { ms: "2.1.2", "supports-color": "7.2.0" },
    members: {
      "packages/lib": {
        name: "@app/lib",
        version: "1.0.0",
        dependencies: { debug: "^4.0.0", "@app/leaf": "^1.0.0" },
        devDependencies: { semver: "^7.0.0", "chalk-two": "npm:chalk@^2.4.0" },
        peerDependencies: { tslib: "^2.0.0" },
      },
      "packages/leaf": {
        name: "@app/leaf",
        version: "1.2.0",
        dependencies: {
          semver: "^6.0.0",
          use: "^3.0.0",
          "use-sync-external-store": "^1.2.0",
          react: "^18.0.0",
        },
      },
    },
  },
};
