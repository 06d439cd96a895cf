// A conversation with support agents, as their services would export it: OTLP in JSON.

const MODEL = 'gpt-4o-mini';

const value = content => typeof content === 'number'
    ? Number.isInteger(content) ? {intValue: String(content)} : {doubleValue: content}
    : Array.isArray(content) ? {arrayValue: {values: content.map(value)}}
    : typeof content === 'object' ? {kvlistValue: {values: attributes(content)}}
    : {stringValue: content};

const attributes = entries => Object.entries(entries).map(([key, content]) => ({key, value: value(content)}));

const hex = (number, digits) => number.toString(16).padStart(digits, '0');

/** Spans of one service, each [id, parent, name, kind, start, end, attributes, failed], in milliseconds from `begin`. */
function resourceSpans(service, traceId, begin, spans) {
  const nanos = millis => String(BigInt(begin) * 1000000n + BigInt(Math.round(millis * 1e6)));
  return {
    resource: {attributes: attributes({'service.name': service, 'deployment.environment.name': 'demo'})},
    scopeSpans: [{
      scope: {name: service},
      spans: spans.map(([id, parent, name, kind, start, end, about, failed]) => ({
        traceId, spanId: hex(id, 16), ...(parent ? {parentSpanId: hex(parent, 16)} : {}), name, kind,
        startTimeUnixNano: nanos(start), endTimeUnixNano: nanos(end),
        attributes: attributes(about ?? {}),
        events: failed ? [{name: 'exception', timeUnixNano: nanos(end), attributes: attributes({'exception.message': failed})}] : [],
        status: failed ? {code: 2, message: failed} : {},
      })),
    }],
  };
}

const chat = (input, output, firstChunk) => ({
  'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': MODEL,
  'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output,
  ...(firstChunk ? {'gen_ai.response.time_to_first_chunk': firstChunk} : {}),
});

/** Three agents, a retry after a 429, a tool that takes its time, and a customer who does not wait for the end. */
export function supportTrace(traceId, begin) {
  return {
    resourceSpans: [
      resourceSpans('support-desk', traceId, begin, [
        [1, 0, 'POST /tickets', 2, 0, 3900, {'http.route': '/tickets'}],
        [2, 1, 'invoke_agent triage', 1, 20, 1250, {'gen_ai.agent.name': 'triage'}],
        [3, 1, 'invoke_agent research', 1, 1280, 3010, {'gen_ai.agent.name': 'research'}],
        [4, 3, 'execute_tool search_orders', 1, 1900, 2550, {'gen_ai.tool.name': 'search_orders'}],
        [5, 1, 'invoke_agent reply', 1, 3040, 3890, {'gen_ai.agent.name': 'reply'}],
      ]),
      resourceSpans('lintel', traceId, begin, [
        [10, 2, 'POST /v1/chat/completions', 2, 40, 1230, {'http.response.status_code': 200}],
        [11, 10, `chat ${MODEL}`, 3, 45, 1225, chat(412, 38)],
        [12, 11, 'POST', 3, 48, 190, {'http.response.status_code': 429, 'error.type': '429'}, 'rate limited'],
        [13, 11, 'POST', 3, 420, 1222, {'http.response.status_code': 200, 'http.request.resend_count': 1}],
        [20, 3, 'POST /v1/chat/completions', 2, 1300, 1880, {'http.response.status_code': 200}],
        [21, 20, `chat ${MODEL}`, 3, 1304, 1876, chat(655, 21, 0.21)],
        [22, 21, 'POST', 3, 1306, 1874, {'http.response.status_code': 200}],
        [30, 3, 'POST /v1/chat/completions', 2, 2570, 3000, {'http.response.status_code': 200}],
        [31, 30, `chat ${MODEL}`, 3, 2573, 2996, chat(1204, 64, 0.16)],
        [32, 31, 'POST', 3, 2575, 2994, {'http.response.status_code': 200}],
        [40, 5, 'POST /v1/chat/completions', 2, 3060, 3880, {'lintel.outcome': 'cancelled'}],
        [41, 40, `chat ${MODEL}`, 3, 3064, 3878, {...chat(1330, 57, 0.19), 'lintel.outcome': 'cancelled'}],
        [42, 41, 'POST', 3, 3066, 3876, {'lintel.outcome': 'cancelled'}],
      ]),
      resourceSpans('orders', traceId, begin, [
        [50, 4, 'GET /orders', 2, 1960, 2520, {'http.response.status_code': 200}],
        [51, 50, 'SELECT orders', 3, 2010, 2480, {'db.system.name': 'postgresql'}],
      ]),
    ],
  };
}

/** A trace of one span. */
export function plainTrace(traceId, begin, service, name, took = 30) {
  return {resourceSpans: [resourceSpans(service, traceId, begin, [[1, 0, name, 1, 0, took]])]};
}

const text = content => ({type: 'text', content});

/** A call of a session through Lintel: the SERVER span, the model's and the attempt, in milliseconds from `begin`. */
export function turnTrace(traceId, begin, session, about = {}) {
  const {took = 1200, firstChunk = 0.3, input = 900, output = 60, cost = 0.000171, content = {}, both = {}, failed} = about;
  const said = {'gen_ai.conversation.id': session, 'lintel.caller': 'team-a', ...both};
  return {
    resourceSpans: [resourceSpans('lintel', traceId, begin, [
      [1, 0, 'POST /v1/chat/completions', 2, 0, took, {'http.response.status_code': failed ? 502 : 200, ...said}, failed],
      [2, 1, `chat ${MODEL}`, 3, 4, took - 4, {
        ...chat(input, output, firstChunk), ...said, ...content,
        ...(cost === null ? {} : {'lintel.usage.cost': cost, 'lintel.usage.cost.currency': 'USD'}),
      }, failed],
      [3, 2, 'POST', 3, 6, took - 6, {'http.response.status_code': failed ? 502 : 200}, failed],
    ])],
  };
}

/** What is said when an agent looks up an order, as JSON in strings. */
export const LOOKED_UP = {
  'gen_ai.system_instructions': JSON.stringify([text('You help the customers of a small shop. Be short and kind.')]),
  'gen_ai.input.messages': JSON.stringify([
    {role: 'user', parts: [text('Where is my order 8123? It is late.')]},
    {role: 'assistant', parts: [
      {type: 'reasoning', content: 'The order has to be looked up first.'},
      {type: 'tool_call', id: 'call_1', name: 'find_order', arguments: {number: 8123, fields: ['state', 'carrier']}},
    ]},
    {role: 'tool', parts: [
      {type: 'tool_call_response', id: 'call_1', response: {state: 'on its way', carrier: 'Post', due: '2026-12-01'}},
    ]},
  ]),
  'gen_ai.output.messages': JSON.stringify([
    {role: 'assistant', parts: [text('It is on its way with the post, and due on 1 December.')], finish_reason: 'stop'},
  ]),
};

/** What would be a danger as HTML. */
export const MARKUP = {
  'gen_ai.output.messages': JSON.stringify([
    {role: 'user', parts: [text('<b>bold</b> & <img src=x onerror=alert(3)>')]},
    {role: 'assistant', parts: [{type: 'tool_call', name: '<script>alert(4)</script>', arguments: '</pre><b>'}]},
  ]),
};

/** The same conventions, structured; then what does not keep to them. */
export const ODD = {
  'gen_ai.system_instructions': '[{"type":"text","content":"cut o…',
  'gen_ai.input.messages': [
    {role: 'user', content: 'in one piece'},
    {role: '<i>nobody</i>', parts: [{type: 'blob', modality: 'image', mime_type: 'image/png', content: ''}, 'bare', 7]},
    'no message',
  ],
  'gen_ai.output.messages': JSON.stringify({role: 'assistant'}),
};

/** More than is shown at once. */
export const LONG = {
  'gen_ai.input.messages': JSON.stringify(Array.from({length: 600}, (_, index) => ({role: 'user', parts: [text('line ' + (index + 1))]}))),
};
