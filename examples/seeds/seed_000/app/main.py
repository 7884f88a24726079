"""The web API."""

from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import engine, get_db
from app.models import Asset, Base


@asynccontextmanager
async def lifespan(app: FastAPI):
    """Create the tables before the first request, and leave no connection behind."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


class NewAsset(BaseModel):
    """What a client sends to have an asset added."""

    name: str
    kind: str


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.post("/api/assets", status_code=201)
async def create_asset(new: NewAsset, db: AsyncSession = Depends(get_db)):  # noqa: B008
    asset = Asset(name=new.name, kind=new.kind)
    db.add(asset)
    await db.commit()
    return {"id": asset.id, "name": asset.name, "kind": asset.kind}


@app.get("/api/assets")
async def list_assets(kind: str, db: AsyncSession = Depends(get_db)):  # noqa: B008
    return list(await db.scalars(select(Asset.name).where(Asset.kind == kind)))


@app.get("/api/assets/{name}")
async def get_asset(name: str, db: AsyncSession = Depends(get_db)):  # noqa: B008
    asset = await db.scalar(select(Asset).where(Asset.name == name))
    if asset is None:
        raise HTTPException(404)
    return {"id": asset.id, "name": asset.name, "kind": asset.kind}
