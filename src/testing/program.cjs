// The same for CommonJS, which has no import.meta; it stands in `dist/testing/commonjs`.
'use strict';

const path = require('node:path');

exports.PROGRAM = path.join(__dirname, '..', '..', 'cli', 'main.js');
