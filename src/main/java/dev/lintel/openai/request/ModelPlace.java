package dev.lintel.openai.request;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * Where in a JSON body the model stands, or would stand.
 *
 * @param start offset of the model's value, its opening quote
 * @param end offset just after it
 * @param before what is written before the value, where none is there
 * @param after what is written behind it
 */
record ModelPlace(int start, int end, String before, String after) {

    /** A value that is there. */
    static ModelPlace of(int start, int end) {
        return new ModelPlace(start, end, "", "");
    }

    /**
     * The place for one that is not there: before all other fields.
     *
     * @param inside offset just behind the opening brace
     * @param alone whether there are no other fields
     */
    static ModelPlace before(int inside, boolean alone) {
        return new ModelPlace(inside, inside, "\"model\":", alone ? "" : ",");
    }

    Splice to(String model) {
        String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(model)) + '"';
        return new Splice(start, end, before + quoted + after);
    }
}
