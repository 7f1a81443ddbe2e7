import type { IndicatorKind } from "../package-facts.ts";
import { listOf } from "../text/text-list.ts";

/** Public services by what they are good for to somebody who must not be found. Facts about services, not samples. */
export const serviceTexts: readonly (readonly [IndicatorKind, readonly string[]])[] = [
  [
    "messenger",
    listOf(`
      discord.com/api/webhooks | discordapp.com/api/webhooks | discord.com/api/v | hooks.slack.com/
      api.telegram.org | webhook.office.com | chat.googleapis.com/v1/spaces | open.feishu.cn/open-apis/bot
      open.larksuite.com/open-apis/bot | oapi.dingtalk.com/robot | qyapi.weixin.qq.com/cgi-bin/webhook
      api.pushover.net | ntfy.sh/ | api.emailjs.com
    `),
  ],
  [
    "exfiltration-service",
    listOf(`
      .oast.pro | .oast.live | .oast.site | .oast.online | .oast.fun | .oast.me | .oastify.com
      burpcollaborator.net | interact.sh | interactsh.com | webhook.site | pipedream.net | requestbin.
      requestcatcher.com | requestrepo.com | beeceptor.com | hookbin.com | canarytokens. | dnslog.cn
      .ceye.io | bxss.me | xss.ht | postb.in | ptsv2.com | ptsv3.com | webhook-test.com | putsreq.com
      requestinspector.com | typedwebhook.tools | webhook.cool | eyes.sh/ | dnsbin. | xss.report
      transfer.sh/ | //file.io | anonfiles.com | gofile.io | catbox.moe | //0x0.st | tmpfiles.org
      //temp.sh | bashupload.com | filebin.net | uguu.se | pixeldrain.com | dropmefiles.com
      cdn.discordapp.com/attachments | api.getpostman.com/collections
    `),
  ],
  [
    "tunnel-service",
    listOf(`
      ngrok.io | ngrok-free.app | ngrok.app | ngrok.dev | trycloudflare.com | .loca.lt | localhost.run
      serveo.net | .lhr.life | pagekite.me | localtonet.com | bore.pub | playit.gg | portmap.io
      devtunnels.ms | duckdns.org | ddns.net | hopto.org | zapto.org | .onion/ | tunnelmole.com
    `),
  ],
  [
    "paste-service",
    listOf(`
      pastebin.com | paste.ee/ | hastebin.com | ghostbin. | rentry.co | dpaste. | //ix.io/ | termbin.com
      controlc.com | paste.rs/ | justpaste.it | jsonkeeper.com | jsonbin.io | npoint.io | jsonsilo.com
      textbin.net | pastecode. | privatebin. | paste.c-net.org | gist.githubusercontent.com | bpa.st/
    `),
  ],
  [
    "chain-endpoint",
    listOf(`
      api.mainnet-beta.solana.com | solana-mainnet. | solana-rpc. | helius-rpc.com | mainnet.infura.io
      eth.llamarpc.com | cloudflare-eth.com | rpc.ankr.com | .alchemy.com/v2 | bsc-dataseed
      polygon-rpc.com | api.trongrid.io | aptoslabs.com/v1 | .icp0.io | .ic0.app | ipfs.io/ipfs
      cloudflare-ipfs.com | gateway.pinata.cloud | dweb.link | w3s.link | arweave.net/ | publicnode.com
      1rpc.io | drpc.org | quiknode.pro | getsignaturesforaddress | eth_gettransactionbyhash
    `),
  ],
  [
    "cloud-metadata",
    listOf(`
      169.254.169.254 | metadata.google.internal | 169.254.170.2 | fd00:ec2::254 | 100.100.100.200
      /latest/meta-data | /latest/api/token | /computemetadata/v1
    `),
  ],
  [
    "registry-api",
    listOf(`
      /-/npm/v1/ | /-/whoami | /-/user/org.couchdb.user | /-/v1/search?text=maintainer | /-/package/
      /-/v1/login
    `),
  ],
  [
    "code-host-api",
    listOf(`
      api.github.com | uploads.github.com | gitlab.com/api/v4 | api.bitbucket.org
    `),
  ],
  [
    "mining",
    listOf(`
      stratum+tcp:// | stratum+ssl:// | stratum+tls:// | xmrig | minexmr | supportxmr | nanopool.org
      2miners.com | coinhive | coin-hive | cryptonight | hashvault.pro | c3pool. | moneroocean
      nicehash.com | --donate-level | miningpoolhub | webminepool | crypto-loot
    `),
  ],
];
