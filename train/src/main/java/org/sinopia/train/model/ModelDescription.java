package org.sinopia.train.model;

/** The description of a trained model, beside its weights: the content of {@code model.json}. */
public sealed interface ModelDescription
    permits EmbedderDescription, RecolourerDescription, PretrainedDescription {
  /** {@code embedder}, {@code recolourer} or {@code pretrained trunk}. */
  String kind();

  /** All of it as {@code model.json} holds it. */
  default String toJson() {
    return DescriptionJson.write(this);
  }
}
