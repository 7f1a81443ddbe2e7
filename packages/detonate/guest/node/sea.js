/** The sea module: this is no single executable. */
export default function create() {
  return {
    isSea: () => false,
    getAsset: () => undefined,
    getAssetAsBlob: () => undefined,
    getRawAsset: () => undefined,
  };
}
