module.exports = require('../../eslint.zones')(__dirname);
