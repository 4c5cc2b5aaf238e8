package dev.cairn.replay.sampler;

import org.junit.jupiter.api.Nested;

/** Every sampler of this project keeps to the contract. */
class SamplersTest {

  @Nested
  class StratifiedSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new ProportionalSampler(true);
    }

    @Override
    protected double maxMix() {
      return 0.9;
    }
  }

  @Nested
  class IndependentSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new ProportionalSampler(false);
    }

    @Override
    protected double maxMix() {
      return 0.9;
    }
  }

  @Nested
  class UniformSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new UniformSampler();
    }
  }

  @Nested
  class DistinctUniformSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new DistinctUniformSampler();
    }
  }

  @Nested
  class FifoSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new EndSampler(EndSampler.End.OLDEST);
    }
  }

  @Nested
  class LifoSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new EndSampler(EndSampler.End.NEWEST);
    }
  }

  @Nested
  class MaxHeapSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new EndSampler(EndSampler.End.LARGEST);
    }
  }

  @Nested
  class MinHeapSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new EndSampler(EndSampler.End.SMALLEST);
    }
  }

  @Nested
  class StratifiedRankSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new RankSampler(0.7, true);
    }

    @Override
    protected double maxMix() {
      return 0.9;
    }
  }

  @Nested
  class IndependentRankSamplerTest extends SamplerContract {
    @Override
    protected Sampler newSampler() {
      return new RankSampler(1, false);
    }

    @Override
    protected double maxMix() {
      return 0.9;
    }
  }
}
