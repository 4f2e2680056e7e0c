// Parses CSV (RFC 4180).

/** @returns {{heading: string[], rows: Record<string, string>[]}} */
export function parseCsv(text) {
  const records = [];
  let record = [];
  let field = '';
  let quoted = false;
  const plain = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < plain.length; at += 1) {
    const character = plain[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (plain[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      record.push(field);
      field = '';
    } else if (character === '\n') {
      record.push(field.replace(/\r$/, ''));
      records.push(record);
      [record, field] = [[], ''];
    } else field += character;
  }
  if (field !== '' || record.length > 0) records.push([...record, field]);
  const [heading = [], ...rest] = records;
  return { heading, rows: rest.map((record) => Object.fromEntries(heading.map((name, index) => [name, record[index]]))) };
}
