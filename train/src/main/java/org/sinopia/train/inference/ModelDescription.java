package org.sinopia.train.inference;

/** The description of a trained model, beside its weights: the content of {@code model.json}. */
public sealed interface ModelDescription permits EmbedderDescription, RecolourerDescription {
  /** {@code embedder} or {@code recolourer}. */
  String kind();

  /** All of it as {@code model.json} holds it. */
  default String toJson() {
    return DescriptionJson.write(this);
  }
}
