import httpx, orjson
async def test_it(client):
    for u in ["/v1/funding-rounds?region=flanders&year=2024&limit=2","/v1/companies?q=coll&labels=both&lang=nl","/v1/dimensions","/v1/dimensions/stage?lang=fr","/v1/companies/odoo/","/v1/funding-rounds.csv?limit=2&csv_dialect=excel-be","/v1/search?q=collibra","/v1/companies?limt=3&vintage_date=2","/v1/companies?limit=x&lang=zz","/v1/foo","/v1/companies.foo","/v1/companies.csv?region=XX","/healthz","/readyz","/problems/bad-value?lang=nl","/docs","/docs/assets/swagger-ui.css","/openapi.json", "/v1/companies/nope","/v1/companies?sort=nope","/v1/unicorns?limit=1&embed=company,sources"]:
        r=await client.get(u)
        print(r.status_code,u,dict(r.headers) if "csv" in u else r.headers.get("etag"),"\n   ",r.text[:600])
