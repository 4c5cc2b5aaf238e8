package dev.cairn.replay;

/** The store of the tests keeps the contract too: what they prove rests on it. */
class MapBlockStoreTest extends BlockStoreContract {

  @Override
  protected BlockStore create() {
    return new MapBlockStore();
  }
}
