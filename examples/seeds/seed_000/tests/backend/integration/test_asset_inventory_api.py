from uuid import uuid4

import pytest

pytestmark = pytest.mark.asyncio


async def test_create_asset(api_client):
    name = f"pump-{uuid4()}"
    response = await api_client.post("/api/assets", json={"name": name, "kind": "pump"})
    assert response.status_code == 201
    assert response.json()["name"] == name


async def test_get_asset(api_client):
    name = f"valve-{uuid4()}"
    created = await api_client.post("/api/assets", json={"name": name, "kind": "valve"})
    found = await api_client.get(f"/api/assets/{name}")
    assert found.json() == created.json()


async def test_list_assets(api_client):
    kind = f"kind-{uuid4()}"
    asset = {"name": f"asset-{uuid4()}", "kind": kind}
    await api_client.post("/api/assets", json=asset)
    response = await api_client.get("/api/assets", params={"kind": kind})
    assert response.json() == [asset["name"]]


async def test_unknown_asset(api_client):
    response = await api_client.get(f"/api/assets/{uuid4()}")
    assert response.status_code == 404


@pytest.mark.parametrize("missing", ["name", "kind"])
async def test_incomplete_asset(api_client, missing):
    asset = {"name": f"motor-{uuid4()}", "kind": "motor"}
    del asset[missing]
    response = await api_client.post("/api/assets", json=asset)
    assert response.status_code == 422
