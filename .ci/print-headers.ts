import { printConfiguration } from './server-config.ts'

process.exitCode = printConfiguration(process.argv[2] ?? '')
