package dev.cairn.examples.own;

import dev.cairn.replay.remover.Remover;
import dev.cairn.replay.remover.RemoverContract;

class MostDrawnRemoverTest extends RemoverContract {

  @Override
  protected Remover newRemover() {
    return new MostDrawnRemover();
  }
}
