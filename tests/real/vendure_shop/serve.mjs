// Fills a Vendure shop in memory from a CSV and serves it until its input ends.
// node serve.mjs PORT PRODUCTS.csv HOW_MANY
import {
  bootstrap, DefaultLogger, DefaultSearchPlugin, JobQueueService, LanguageCode, LogLevel,
} from "@vendure/core";
import { populate } from "@vendure/core/cli/index.js";

const [port, products, count] = process.argv.slice(2);
const config = {
  apiOptions: {
    port: Number(port), hostname: "127.0.0.1",
    adminApiPath: "admin-api", shopApiPath: "shop-api",
  },
  authOptions: { tokenMethod: ["bearer"] },
  dbConnectionOptions: { type: "sqljs", synchronize: true, autoSave: false },
  paymentOptions: { paymentMethodHandlers: [] },
  logger: new DefaultLogger({ level: LogLevel.Error }),
  plugins: [DefaultSearchPlugin],
};
const initialData = {
  defaultLanguage: LanguageCode.en,
  defaultZone: "Europe",
  taxRates: [{ name: "Standard Tax", percentage: 0 }],
  countries: [{ name: "Germany", code: "DE", zone: "Europe" }],
  shippingMethods: [],
  paymentMethods: [],
  collections: [],
};

const app = await populate(() => bootstrap(config), initialData, products);
await app.get(JobQueueService).start();

const asked = JSON.stringify({
  query: "{ search(input: { groupByProduct: true }) { totalItems } }",
});
async function indexed() {
  const answer = await fetch(`http://127.0.0.1:${port}/shop-api`, {
    method: "POST", headers: { "content-type": "application/json" }, body: asked,
  });
  return (await answer.json()).data.search.totalItems;
}
while ((await indexed()) < Number(count)) {
  await new Promise(done => setTimeout(done, 200));
}

process.stdout.write(`http://127.0.0.1:${port}\n`);
process.stdin.resume();
process.stdin.on("end", () => app.close().then(() => process.exit(0)));
