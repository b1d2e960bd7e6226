/** Emoji to pre-train and to fine-tune on: other drawings of the same concepts, divided alike into training and test. */

/** Four styles, shaded ones among them. */
export const PRETRAINING_EMOJI = "emoji:styles=emojione+noto+noto-v1+twemoji";

/** The fifth, all flat; few training images, for which weights from elsewhere matter most. */
export const FINETUNING_EMOJI = "emoji:train=1000,styles=fluent";
