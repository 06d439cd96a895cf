/**
 * Where in the answers of each dialect the fields stand that are read.
 *
 * <p>Enter by {@link dev.lintel.openai.answer.shape.AnswerShapes}. It must not know what is made of the fields.
 */
@NullMarked
package dev.lintel.openai.answer.shape;

import org.jspecify.annotations.NullMarked;
