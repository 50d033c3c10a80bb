// Words for every way in which a call does not come about, or ends.

const again = 'Press “Call again” to go on.';

/** Ends that are no trouble. */
const ends = {
  caller_hung_up: 'You hung up.', agent_ended: 'The agent said goodbye.', caller_silent: 'The call ended: nothing was heard from you.',
  duration_limit: 'The call has reached its longest time.', operator_ended: 'The call was ended.', transferred: 'The call was handed on.',
};

const troubles = {
  no_audio_here: ['This browser cannot make calls here.', 'Open this page over https, in a current Chrome, Edge, Firefox or Safari.'],
  microphone_refused: ['Your microphone is not allowed.', 'Allow it in the browser’s address bar, then call again.'],
  no_microphone: ['No microphone was found.', 'Connect one, then call again.'],
  microphone_busy: ['Your microphone cannot be used.', 'Another program may be using it. Close that, then call again.'],
  no_network: ['The server cannot be reached.', 'Check your connection, then call again.'],
  network_lost: ['The connection was lost.', `Check your network. ${again}`],
  not_reading: ['The connection was lost.', `Check your network. ${again}`],
  no_audio: ['No sound came from your microphone.', `It may be switched off or unplugged. ${again}`],
  no_web_line: ['This business takes no calls from browsers.', 'Please call it by telephone.'],
  origin_refused: ['This page may not call here.', 'Open the business’ own page.'],
  token_expired: ['That took too long to connect.', again], token_used: ['This call was begun already.', again],
  spoke_to_model: ['This page told the agent something that it may not.', 'Load it again, then call again.'],
  drained: ['The service is being restarted.', `Wait a moment. ${again}`],
  draining: ['The service is being restarted.', 'Wait a minute, then call again.'],
  model_unavailable: ['The agent cannot be reached right now.', 'Call again in a few minutes.'],
  model_lost: ['The connection to the agent was lost.', again],
  server_error: ['Something went wrong on our side.', again],
};

/** Refusals that pass: how long that takes is told by the server. */
const busy = {
  tenant_calls: 'All lines are busy.', full: 'All lines are busy.', tenant_rate: 'Many people are calling right now.',
  instance_rate: 'Many people are calling right now.', too_often: 'You have called very often.',
  spend: 'The assistant takes no more calls today.', model_tokens: 'The assistant is very busy right now.',
  overloaded: 'The assistant is very busy right now.', unrecordable: 'There is a technical problem on our side.',
};

/** What to show for an error or the end of a session. */
export function troubleOf(error) {
  const word = error?.word ?? 'server_error';
  if (ends[word]) return { isEnd: true, what: ends[word] };
  const [what, way] = troubles[word] ?? [busy[word] ?? (error.text || troubles.server_error[0]), wait(error.retryAfter)];
  return { what, way, telephone: error?.telephone };
}

function wait(seconds) {
  if (!seconds) return again;
  if (seconds > 5400) return 'Please call again tomorrow.';
  return seconds < 90 ? `Call again in ${seconds} seconds.` : `Call again in ${Math.round(seconds / 60)} minutes.`;
}
